import { useWindowEvent } from '@mantine/hooks'
import { type KeyboardEvent, type PointerEvent, type ReactNode, useId, useState } from 'react'
import type { DayRange } from '#contract/calendar.ts'
import { rangeLabel } from '../usage-labels.ts'
import type { Bucket } from './buckets.ts'
import classes from './chart.module.css'
import { indexAt, type Scale } from './scale.ts'

/** Steps of Page Up and Page Down. */
const PAGE = 7

interface ChartCursorProps {
  scale: Scale
  buckets: readonly Bucket[]
  label: string
  /** A point as a sentence. */
  describe: (bucket: Bucket) => string
  /** Whether there is more to see of the buckets from one to the other. */
  canZoomInto: (from: number, to: number) => boolean
  onZoom: (range: DayRange) => void
  renderDetails: (bucket: Bucket, index: number) => ReactNode
}

interface Selection {
  /** Where it began. */
  anchor: number
  end: number
}

/**
 * What is pointed at, by pointer or by arrow keys, and what is being chosen for a zoom, over a drawing that stays as it
 * is. A slider for assistive technology, whose value is the point.
 */
export function ChartCursor({ scale, buckets, label, describe, canZoomInto, onZoom, renderDetails }: ChartCursorProps) {
  const [active, setActive] = useState<number>()
  /** Whose details were closed; those of any other point open again. */
  const [closed, setClosed] = useState<number>()
  const [selection, setSelection] = useState<Selection>()
  const [isDragging, setIsDragging] = useState(false)
  const hintId = useId()
  const lastBegun = Math.max(
    0,
    buckets.findLastIndex((bucket) => !bucket.isAhead),
  )
  const current = Math.min(active ?? lastBegun, buckets.length - 1)
  const bucket = buckets[current]
  const hasDetails = active !== undefined && active !== closed

  // Of the window: the pointer shows the details of a chart that does not have the focus.
  useWindowEvent('keydown', (event) => {
    if (event.key !== 'Escape' || !(selection || hasDetails)) return
    event.preventDefault()
    if (selection) setSelection(undefined)
    else setClosed(active)
  })
  if (!bucket) return null

  const pointAt = (index: number) => {
    setActive(index)
    if (index !== closed) setClosed(undefined)
  }
  const pointAway = () => {
    setActive(undefined)
    setClosed(undefined)
  }
  const [from, to] = selection ? [selection.anchor, selection.end].sort((a, b) => a - b) : []
  const chosen = chosenDays(buckets, from, to)
  const zoom = (first: number, last: number) => {
    const [start, end] = [buckets[first], buckets[last]]
    setSelection(undefined)
    if (start && end && canZoomInto(first, last)) onZoom({ start: start.start, end: end.end })
  }

  const pointedAt = (event: PointerEvent<HTMLDivElement>) =>
    indexAt(scale, event.clientX - event.currentTarget.getBoundingClientRect().left)
  const handleMove = (event: PointerEvent<HTMLDivElement>) => {
    const index = pointedAt(event)
    pointAt(index)
    if (isDragging) setSelection((known) => known && { ...known, end: index })
  }
  const handleDown = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0) return
    event.currentTarget.setPointerCapture(event.pointerId)
    const index = pointedAt(event)
    pointAt(index)
    setIsDragging(true)
    setSelection({ anchor: index, end: index })
  }
  const handleUp = () => {
    setIsDragging(false)
    // A press that did not move chooses a point and no days.
    if (from !== undefined && to !== undefined && from < to) zoom(from, to)
    else setSelection(undefined)
  }
  const handleCancel = () => {
    setIsDragging(false)
    setSelection(undefined)
  }
  const handleKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') {
      event.preventDefault()
      zoom(from ?? current, to ?? current)
    }
    const target = targetOf(event.key, current, buckets.length)
    if (target === undefined) return
    event.preventDefault()
    pointAt(target)
    setSelection(event.shiftKey ? { anchor: selection?.anchor ?? current, end: target } : undefined)
  }

  const share = (index: number) => `${(100 * index) / buckets.length}%`
  return (
    <div
      className={classes.cursor}
      style={{ left: scale.x, top: scale.y, width: scale.width, height: scale.height }}
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-describedby={hintId}
      aria-valuemin={1}
      aria-valuemax={buckets.length}
      aria-valuenow={current + 1}
      aria-valuetext={describe(bucket) + (chosen ? `, selected ${rangeLabel(chosen)}` : '')}
      onPointerMove={handleMove}
      onPointerDown={handleDown}
      onPointerUp={handleUp}
      onPointerCancel={handleCancel}
      onPointerLeave={() => !isDragging && pointAway()}
      onFocus={(event) => event.currentTarget.matches(':focus-visible') && pointAt(current)}
      onBlur={() => {
        pointAway()
        setSelection(undefined)
      }}
      onKeyDown={handleKeyDown}
    >
      <span id={hintId} hidden>
        Arrow keys move from point to point. Hold Shift to choose several, and press Enter to zoom in.
      </span>
      {from !== undefined && to !== undefined && chosen && (
        <div className={classes.selection} style={{ left: share(from), width: share(to - from + 1) }} />
      )}
      {active !== undefined && <div className={classes.active} style={{ left: share(current), width: share(1) }} />}
      {hasDetails && (
        <div
          className={classes.detailsPlace}
          data-side={current * 2 < buckets.length ? 'right' : 'left'}
          style={
            current * 2 < buckets.length ? { left: share(current + 1) } : { right: share(buckets.length - current) }
          }
        >
          {renderDetails(bucket, current)}
        </div>
      )}
    </div>
  )
}

/** The days of several points; one alone is none that were chosen. */
function chosenDays(buckets: readonly Bucket[], from = 0, to = 0): DayRange | undefined {
  const [first, last] = [buckets[from], buckets[to]]
  return first && last && from < to ? { start: first.start, end: last.end } : undefined
}

/** Where a key moves to, undefined for any other key. */
function targetOf(key: string, index: number, count: number): number | undefined {
  const targets: Record<string, number> = {
    ArrowLeft: index - 1,
    ArrowDown: index - 1,
    ArrowRight: index + 1,
    ArrowUp: index + 1,
    PageDown: index - PAGE,
    PageUp: index + PAGE,
    Home: 0,
    End: count - 1,
  }
  const target = targets[key]
  return target === undefined ? undefined : Math.max(0, Math.min(count - 1, target))
}
