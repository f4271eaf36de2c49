import { useSyncExternalStore } from 'react'
import { flushSync } from 'react-dom'

/** Between the events of a print; a preview in the developer tools has none of them, and a media query alone. */
let isBetweenEvents = false

let media: MediaQueryList | undefined

/** One list for all that ask, which is at every render of a table that scrolls. */
const printMedia = () => (media ??= window.matchMedia('print'))

const isPrinting = () => isBetweenEvents || printMedia().matches

function subscribe(notify: () => void) {
  // What is not in the page when the event is over is not on the paper.
  const update = () => flushSync(notify)
  const begin = () => {
    isBetweenEvents = true
    update()
  }
  const end = () => {
    isBetweenEvents = false
    update()
  }
  window.addEventListener('beforeprint', begin)
  window.addEventListener('afterprint', end)
  printMedia().addEventListener('change', update)
  return () => {
    window.removeEventListener('beforeprint', begin)
    window.removeEventListener('afterprint', end)
    printMedia().removeEventListener('change', update)
  }
}

/**
 * Whether the page is as it goes onto paper, for what a style sheet cannot say: rows that are otherwise not in the page,
 * the light colours.
 */
export function useIsPrinting(): boolean {
  return useSyncExternalStore(subscribe, isPrinting)
}
