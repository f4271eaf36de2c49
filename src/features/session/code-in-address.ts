/**
 * The code of a setup or invitation link, which travels in the fragment so that no server or proxy logs it. It leaves
 * the address and the history entry at once, so that nobody finds it there later.
 */
export function takeCodeFromAddress(): string | undefined {
  const code = new URLSearchParams(window.location.hash.slice(1)).get('code')
  if (code === null) return undefined
  window.history.replaceState(window.history.state, '', window.location.pathname + window.location.search)
  return code
}
