import { type ComponentType, createElement, lazy, Suspense, useLayoutEffect, useState } from 'react'
import { ApiError } from '#src/api/api-error.ts'

const missing = 'A part of the page could not be loaded. Try again, or reload the page if Steward has been updated.'

let tell: (message: string) => void = () => undefined

/** Names who tells on the screen that code has not arrived. */
export function setTellMissing(next: (message: string) => void): void {
  tell = next
}

/** Says that the code for what was asked for has not arrived. */
export function tellMissing(): void {
  tell(missing)
}

export interface LazyComponent<Props> {
  (props: Props & { onMissing?: () => void }): React.ReactNode
  /** Starts loading the code; call it when the pointer or focus reaches what opens the dialog. */
  preload: () => void
  /** Loads the code before something is asked for that can be shown once only. Throws an {@link ApiError}. */
  ready: () => Promise<void>
}

/**
 * A component whose code loads when it is first shown, for dialogs and menus, which no first screen needs.
 * Show it conditionally (`open && <Dialog/>`), so that closing unmounts it and nothing of it stays behind.
 *
 * Code that does not arrive takes nothing else of the page down: it is told, `onMissing` runs in place of the dialog, by
 * default its `onClose`, and the next one that is shown asks for the code anew.
 */
export function lazyDialog<Props extends object>(load: () => Promise<ComponentType<Props>>): LazyComponent<Props> {
  const dialog = lazyPart(load)
  function LazyDialog({ onMissing, ...rest }: Props & { onMissing?: () => void }) {
    const props = rest as Props & { onClose?: () => void }
    const handleMissing = () => {
      tellMissing()
      ;(onMissing ?? props.onClose)?.()
    }
    return createElement(dialog, { ...props, onMissing: handleMissing })
  }
  return Object.assign(LazyDialog, {
    preload: () => {
      // A failure shows when the dialog is opened; an idle guess must not raise an error of its own.
      load().catch(() => undefined)
    },
    ready: async () => {
      await load().catch(() => {
        throw new ApiError('unreachable', missing)
      })
    },
  })
}

/** Like {@link lazyDialog} for what is no dialog: `onMissing` alone says what becomes of code that does not arrive. */
export function lazyPart<Props extends object>(load: () => Promise<ComponentType<Props>>) {
  type WithMissing = ComponentType<Props & { onMissing: () => void }>
  // React keeps the failure of a lazy component for good.
  const start = () =>
    lazy(async () => {
      try {
        return { default: (await load()) as WithMissing }
      } catch {
        current = start()
        return { default: Missing as WithMissing }
      }
    })
  let current = start()
  return function LazyPart(props: Props & { onMissing: () => void }) {
    const [Loaded] = useState(() => current)
    return <Suspense fallback={null}>{createElement(Loaded as WithMissing, props)}</Suspense>
  }
}

function Missing({ onMissing }: { onMissing: () => void }) {
  // oxlint-disable-next-line react/exhaustive-deps -- told once, whatever renders meanwhile
  useLayoutEffect(() => onMissing(), [])
  return null
}

/** Props for the button that opens a lazy dialog. */
export function preloadOn(...dialogs: readonly { preload: () => void }[]) {
  const preload = () => dialogs.forEach((dialog) => dialog.preload())
  return { onPointerEnter: preload, onFocus: preload }
}
