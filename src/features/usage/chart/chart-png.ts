import { downloadBlob } from '#src/lib/download.ts'
import classes from './chart.module.css'

export interface ChartPicture {
  /** The chart as it is in the page. */
  svg: SVGSVGElement
  title: string
  subtitle: string
  /** Colours as they are computed, without variables. */
  legend: readonly { label: string; color: string }[]
  fileName: string
}

/** For screens and paper of fine resolution, whatever the screen that it is made on. */
const PIXELS_PER_PX = 2
const MARGIN = 16
const SWATCH = 12
const NOTHING_DRAWN = 'There is no chart to make a picture of.'
const NOT_DRAWN = 'The browser could not draw the chart.'
const TOO_LARGE = 'The chart is too large for a picture.'

/**
 * Saves the chart as it looks now, with title and legend above it, as a PNG file.
 * Throws an Error with a sentence for people where the browser cannot draw it.
 */
export async function downloadChartPng({ svg, title, subtitle, legend, fileName }: ChartPicture): Promise<void> {
  const { width, height } = svg.getBoundingClientRect()
  if (width === 0 || height === 0) throw new Error(NOTHING_DRAWN)
  const image = await imageOf(svg, width, height)
  const canvas = document.createElement('canvas')
  const context = canvas.getContext('2d')
  if (!context) throw new Error(NOT_DRAWN)

  const { fontFamily, color } = getComputedStyle(document.body)
  const page = getComputedStyle(document.documentElement)
  const blocks = [
    wordsOf(context, title, { font: `600 17px ${fontFamily}`, color, lineHeight: 24, width }),
    wordsOf(context, subtitle, {
      font: `14px ${fontFamily}`,
      color: page.getPropertyValue('--mantine-color-dimmed'),
      lineHeight: 20,
      width,
    }),
    legendOf(context, legend, { font: `14px ${fontFamily}`, color, lineHeight: 24, width }),
  ]
  const top = MARGIN + blocks.reduce((sum, block) => sum + block.height, 0) + MARGIN / 2

  canvas.width = Math.ceil((width + 2 * MARGIN) * PIXELS_PER_PX)
  canvas.height = Math.ceil((top + height + MARGIN) * PIXELS_PER_PX)
  context.scale(PIXELS_PER_PX, PIXELS_PER_PX)
  context.fillStyle = page.backgroundColor
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.translate(MARGIN, MARGIN)
  for (const block of blocks) {
    block.draw()
    context.translate(0, block.height)
  }
  context.drawImage(image, 0, MARGIN / 2, width, height)

  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'))
  if (!blob) throw new Error(TOO_LARGE)
  downloadBlob(fileName, blob)
}

/** What is written below the chart to read it by; how to use it says nothing of a picture. */
export const captionsIn = (figure: HTMLElement): string[] =>
  [...figure.querySelectorAll('figcaption > span')]
    .filter((caption) => !caption.classList.contains(classes.hint ?? ''))
    .map((caption) => caption.textContent)

async function imageOf(svg: SVGSVGElement, width: number, height: number): Promise<HTMLImageElement> {
  const copy = selfContained(svg)
  copy.setAttribute('width', String(width))
  copy.setAttribute('height', String(height))
  const text = new XMLSerializer().serializeToString(copy)
  const url = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }))
  try {
    const image = new Image()
    image.src = url
    await image.decode()
    return image
  } catch (cause) {
    throw new Error(NOT_DRAWN, { cause })
  } finally {
    URL.revokeObjectURL(url)
  }
}

/** What style sheets say of a chart, and an attribute of the same name can. */
const presentation = [
  'display',
  'visibility',
  'opacity',
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linecap',
  'stroke-linejoin',
  'stroke-opacity',
  'paint-order',
  'font-family',
  'font-size',
  'font-weight',
  'text-anchor',
]

/** A copy that needs no style sheet. It keeps the ids, by which patterns and clips are named. */
function selfContained(element: Element): Element {
  const copy = document.createElementNS(element.namespaceURI, element.localName)
  for (const { name, value } of element.attributes) {
    if (name !== 'class' && name !== 'style' && name !== 'xmlns') copy.setAttribute(name, value)
  }
  const style = getComputedStyle(element)
  for (const name of presentation) {
    const value = style.getPropertyValue(name)
    if (value !== '') copy.setAttribute(name, value)
  }
  for (const child of element.childNodes) {
    if (child instanceof Element) copy.append(selfContained(child))
    else if (child instanceof Text) copy.append(child.data)
  }
  return copy
}

interface TextStyle {
  font: string
  color: string
  lineHeight: number
  /** What the lines have to fit into. */
  width: number
}

interface Block {
  height: number
  /** From the origin of the canvas on. */
  draw: () => void
}

function wordsOf(context: CanvasRenderingContext2D, text: string, style: TextStyle): Block {
  const words = text.split(' ')
  context.font = style.font
  const widths = words.map((word) => context.measureText(word).width)
  const lines = linesOf(widths, context.measureText(' ').width, style.width)
  return {
    height: lines.length * style.lineHeight,
    draw: () => {
      setText(context, style)
      lines.forEach((line, row) => {
        const shown = line.map((index) => words[index]).join(' ')
        context.fillText(shown, 0, (row + 0.5) * style.lineHeight, style.width)
      })
    },
  }
}

function legendOf(context: CanvasRenderingContext2D, legend: ChartPicture['legend'], style: TextStyle): Block {
  const before = SWATCH + 6
  const gap = 16
  context.font = style.font
  const widths = legend.map(({ label }) => before + context.measureText(label).width)
  const lines = linesOf(widths, gap, style.width)
  return {
    height: lines.length * style.lineHeight,
    draw: () => {
      setText(context, style)
      lines.forEach((line, row) => {
        const middle = (row + 0.5) * style.lineHeight
        let x = 0
        for (const index of line) {
          context.fillStyle = legend[index]?.color ?? style.color
          context.fillRect(x, middle - SWATCH / 2, SWATCH, SWATCH)
          context.fillStyle = style.color
          context.fillText(legend[index]?.label ?? '', x + before, middle, style.width - before)
          x += (widths[index] ?? 0) + gap
        }
      })
    },
  }
}

function setText(context: CanvasRenderingContext2D, { font, color }: TextStyle): void {
  context.font = font
  context.fillStyle = color
  context.textBaseline = 'middle'
}

/** Breaks a row of things of these widths into lines, each of which holds the indexes of its things. */
export function linesOf(widths: readonly number[], gap: number, most: number): number[][] {
  const lines: number[][] = []
  let used = 0
  widths.forEach((width, index) => {
    const line = lines.at(-1)
    if (line && used + gap + width <= most) {
      line.push(index)
      used += gap + width
    } else {
      lines.push([index])
      used = width
    }
  })
  return lines
}
