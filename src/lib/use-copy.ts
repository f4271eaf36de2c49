import { useEffect, useState } from 'react'

export type CopyState = 'idle' | 'copied' | 'failed'

/** Copies to the clipboard; `copied` only after the clipboard accepted it. The state falls back after two seconds. */
export function useCopy(): { state: CopyState; copy: (text: string) => Promise<boolean> } {
  const [state, setState] = useState<CopyState>('idle')

  useEffect(() => {
    if (state === 'idle') return undefined
    const timer = setTimeout(() => setState('idle'), 2000)
    return () => clearTimeout(timer)
  }, [state])

  const copy = async (text: string) => {
    const accepted = await writeClipboard(text)
    setState(accepted ? 'copied' : 'failed')
    return accepted
  }
  return { state, copy }
}

async function writeClipboard(text: string): Promise<boolean> {
  try {
    // Absent on plain http from another machine, where browsers offer no clipboard.
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
}
