import { type ComponentType, createElement, lazy, Suspense } from 'react'

export interface LazyComponent<Props> {
  (props: Props): React.ReactNode
  /** Starts loading the code; call it when the pointer or focus reaches what opens the dialog. */
  preload: () => void
}

/**
 * A component whose code loads when it is first shown, for dialogs and menus, which no first screen needs.
 * Show it conditionally (`open && <Dialog/>`), so that closing unmounts it and nothing of it stays behind.
 */
export function lazyDialog<Props extends object>(load: () => Promise<ComponentType<Props>>): LazyComponent<Props> {
  const Loaded = lazy(async () => ({ default: await load() }))
  function LazyDialog(props: Props) {
    return <Suspense fallback={null}>{createElement(Loaded as ComponentType<Props>, props)}</Suspense>
  }
  return Object.assign(LazyDialog, {
    preload: () => {
      // A failure shows when the dialog is opened; an idle guess must not raise an error of its own.
      load().catch(() => undefined)
    },
  })
}

/** Props for the button that opens a lazy dialog. */
export function preloadOn(...dialogs: readonly { preload: () => void }[]) {
  const preload = () => dialogs.forEach((dialog) => dialog.preload())
  return { onPointerEnter: preload, onFocus: preload }
}
