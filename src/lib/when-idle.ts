/** Runs when the page has nothing else to do, unless the reader saves data. Safari has no idle callback. */
export function whenIdle(run: () => void): () => void {
  const { connection } = navigator as Navigator & { connection?: { saveData?: boolean } }
  if (connection?.saveData) return () => undefined
  if (typeof window.requestIdleCallback !== 'function') {
    const timer = setTimeout(run, 1500)
    return () => clearTimeout(timer)
  }
  const handle = window.requestIdleCallback(run, { timeout: 5000 })
  return () => window.cancelIdleCallback(handle)
}
