import { useLayoutEffect, useState } from 'react'
import { flushSync } from 'react-dom'

/** Rows beyond the ones in sight: more of them where the list is scrolled to, since the browser may be ahead of us. */
const AHEAD = 12
const BEHIND = 4

export interface RowWindow {
  start: number
  /** The first row that is not in it. */
  end: number
}

interface View {
  scrollTop: number
  height: number
  rowHeight: number
  direction: 'forward' | 'backward'
}

/** Which of `count` rows are to be in the page. */
export function windowOf({ scrollTop, height, rowHeight, direction }: View, count: number): RowWindow {
  const [before, after] = direction === 'forward' ? [BEHIND, AHEAD] : [AHEAD, BEHIND]
  return {
    start: Math.max(0, Math.floor(scrollTop / rowHeight) - before),
    end: Math.min(count, Math.ceil((scrollTop + height) / rowHeight) + after),
  }
}

/** The rows of a window and one more that stays, in their order. */
export function indexesInPage({ start, end }: RowWindow, staying: number, count: number): number[] {
  const last = Math.min(end, count)
  const indexes = Array.from({ length: Math.max(0, last - start) }, (_, offset) => start + offset)
  if (staying < start) indexes.unshift(staying)
  else if (staying >= last) indexes.push(staying)
  return indexes
}

/** What fills a usual screen, until the scroller can be measured. */
const initial: RowWindow = { start: 0, end: 30 }

/** The rows in sight of `scroller` and some around; rows are of one height, that of the first in the page. */
export function useRowWindow(scroller: HTMLElement | null, count: number): RowWindow {
  const [window, setWindow] = useState(initial)

  useLayoutEffect(() => {
    if (!scroller) return undefined
    let { scrollTop } = scroller
    let height = 0
    let rowHeight = 0
    let direction: View['direction'] = 'forward'
    const update = () => {
      const next = windowOf({ scrollTop, height, rowHeight, direction }, count)
      setWindow((shown) => (shown.start === next.start && shown.end === next.end ? shown : next))
    }
    const measure = () => {
      const row = scroller.querySelector<HTMLElement>('tbody > tr[data-index]')
      if (!row) return
      height = scroller.clientHeight
      rowHeight = row.offsetHeight
      update()
    }
    const handleScroll = () => {
      const before = scrollTop
      scrollTop = scroller.scrollTop
      // Sideways.
      if (scrollTop === before) return
      direction = scrollTop < before ? 'backward' : 'forward'
      // In the frame that scrolls, which would be painted without its rows otherwise.
      flushSync(update)
    }
    measure()
    scroller.addEventListener('scroll', handleScroll, { passive: true })
    const observer = new ResizeObserver(measure)
    observer.observe(scroller)
    return () => {
      scroller.removeEventListener('scroll', handleScroll)
      observer.disconnect()
    }
  }, [scroller, count])

  return window
}
