const read = () => new URLSearchParams(window.location.hash.slice(1)).get('code')

let code: string | undefined

/**
 * Takes the code of a setup or invitation link out of the address, before the router has seen it. It travels in the
 * fragment so that no server or proxy logs it, and must not stay in the address bar or the history either.
 */
export function takeCodeFromAddress(): void {
  const found = read()
  if (found === null) return
  code = found
  window.history.replaceState(window.history.state, '', window.location.pathname + window.location.search)
}

/** The code that the page was opened with. */
export const codeInAddress = (): string | undefined => code

/** Called when the code has done its work. */
export function forgetCode(): void {
  code = undefined
}

// A second link opened in the same tab only changes the fragment: the page starts anew with it.
window.addEventListener('hashchange', () => {
  if (read() !== null) window.location.reload()
})
