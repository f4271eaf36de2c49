export interface Reaction {
  /** From the key or click to the next paint. */
  paintMs: number
  /** From the key or click to the paint after its last change of the page. */
  settledMs: number
  /** From the key or click to the paint after the last change of the page's chart; 0 without one. */
  drawnMs: number
}

export interface Scrolling {
  /** The time between each two frames. */
  frameMs: number[]
  /** Frames in which a part of the list was not there yet. */
  incomplete: number
}

export interface Probe {
  /** How the page reacted to the last key or click; resolves when the page has come to rest. */
  reaction: () => Promise<Reaction>
  startFrames: () => void
  stopFrames: () => Scrolling
  /** The longest task of the main thread since the last call; 0 when none took over 50 ms, which browsers do not tell. */
  takeLongestTaskMs: () => number
}

declare global {
  interface Window {
    probe: Probe
  }
}

/** Runs in the page, before its own code; so it uses nothing of this module. */
export function installProbe(): void {
  // Shorter than the pause after which typing is written to the address: that belongs to no key.
  const quietMs = 120
  // A chart that is drawn anew may keep its elements.
  const geometry = ['d', 'x', 'y', 'width', 'height']
  let startedAt = 0
  let paintedAt = 0
  let changedAt = 0
  let drawnAt = 0
  /** Changes that are made and not painted yet. */
  let unpainted = 0
  let longestTaskMs = 0

  // A message sent from a frame arrives after that frame was painted.
  const afterPaint = (callback: () => void) => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = callback
      port2.postMessage(undefined)
    })
  }

  for (const type of ['keydown', 'click']) {
    addEventListener(
      type,
      (event) => {
        // A key that presses a button makes a click, too; what it leads to is measured from the key.
        if (event.type === 'click' && (event as MouseEvent).detail === 0) return
        startedAt = event.timeStamp
        paintedAt = 0
        changedAt = 0
        drawnAt = 0
        afterPaint(() => {
          paintedAt = performance.now()
        })
      },
      { capture: true },
    )
  }
  new MutationObserver((changes) => {
    const isDrawn = changes.some(({ target }) => target.parentElement?.closest('figure'))
    unpainted += 1
    afterPaint(() => {
      unpainted -= 1
      changedAt = performance.now()
      if (isDrawn) drawnAt = changedAt
    })
  }).observe(document, { childList: true, characterData: true, subtree: true, attributeFilter: geometry })

  const tasks = new PerformanceObserver((list) => noteTasks(list.getEntries()))
  tasks.observe({ type: 'longtask' })
  const noteTasks = (entries: PerformanceEntryList) => {
    longestTaskMs = Math.max(longestTaskMs, ...entries.map(({ duration }) => duration))
  }

  const reaction = async () => {
    while (paintedAt === 0 || unpainted > 0 || performance.now() - Math.max(paintedAt, changedAt) < quietMs) {
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    return {
      paintMs: paintedAt - startedAt,
      settledMs: Math.max(paintedAt, changedAt) - startedAt,
      drawnMs: Math.max(drawnAt - startedAt, 0),
    }
  }

  let frameMs: number[] = []
  let incomplete = 0
  let isRunning = false
  const startFrames = () => {
    frameMs = []
    incomplete = 0
    isRunning = true
    let last = performance.now()
    const onFrame = (now: number) => {
      if (!isRunning) return
      frameMs.push(now - last)
      last = now
      if (hasGap()) incomplete += 1
      requestAnimationFrame(onFrame)
    }
    requestAnimationFrame(onFrame)
  }
  // Every place of the list shows a row, unless the rows of that place are not in the page.
  const hasGap = () => {
    const scroller = document.querySelector('[role=region]:has(> table)')
    const header = scroller?.querySelector('th')?.getBoundingClientRect()
    const table = scroller?.querySelector('table')?.getBoundingClientRect()
    if (!scroller || !header || !table) return false
    const bottom = Math.min(scroller.getBoundingClientRect().bottom, table.bottom)
    return [header.bottom + 3, bottom - 3].some(
      (y) => !document.elementFromPoint(header.left + 30, y)?.closest('tbody > tr[aria-rowindex]'),
    )
  }
  const stopFrames = () => {
    isRunning = false
    return { frameMs, incomplete }
  }

  const takeLongestTaskMs = () => {
    noteTasks(tasks.takeRecords())
    const longest = longestTaskMs
    longestTaskMs = 0
    return longest
  }

  window.probe = { reaction, startFrames, stopFrames, takeLongestTaskMs }
}
