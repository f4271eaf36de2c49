const shown = new WeakSet()

/** Notes that the page shows an error next to its cause, so that nothing else tells of it. */
export function noteShown(error: unknown): void {
  if (error instanceof Error) shown.add(error)
}

export function isShown(error: Error): boolean {
  return shown.has(error)
}
