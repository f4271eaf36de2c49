const TICKS = 4
const steps = [1, 2, 2.5, 5, 10]

/** Round marks of an axis from 0 to at least `max`, in equal steps. */
export function axisTicks(max: number): number[] {
  const atLeast = (max > 0 ? max : 1) / TICKS
  const power = 10 ** Math.floor(Math.log10(atLeast))
  const step = (steps.find((factor) => factor * power >= atLeast) ?? 10) * power
  const count = Math.ceil((max > 0 ? max : 1) / step)
  return Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(12)))
}

/** Where the plot lies in the drawing, in pixels. */
export interface Plot {
  x: number
  y: number
  width: number
  height: number
}

/** Turns numbers of buckets and values into pixels of the plot. */
export interface Scale extends Plot {
  count: number
  max: number
}

export const slotWidth = ({ width, count }: Scale) => width / Math.max(count, 1)
export const leftOf = (scale: Scale, index: number) => scale.x + index * slotWidth(scale)
export const middleOf = (scale: Scale, index: number) => leftOf(scale, index) + slotWidth(scale) / 2
export const heightOf = ({ height, max }: Scale, value: number) => (value / max) * height
export const topOf = (scale: Scale, value: number) => scale.y + scale.height - heightOf(scale, value)

/** The bucket at a horizontal place within the plot, the first or last one beyond it. */
export function indexAt(scale: Pick<Scale, 'width' | 'count'>, offset: number): number {
  const index = Math.floor((offset / Math.max(scale.width, 1)) * scale.count)
  return Math.max(0, Math.min(scale.count - 1, index))
}
