import { matchRoutes, type RouteObject } from 'react-router-dom'

let routes: RouteObject[] = []

/** Loads the code of the routes that a path matches, so that going there need not wait for it. */
export function preloadPath(path: string): void {
  for (const { route } of matchRoutes(routes, path) ?? []) {
    if (typeof route.lazy !== 'object') continue
    for (const load of Object.values(route.lazy)) {
      // The router takes a part out of the list once it has loaded.
      if (typeof load !== 'function') continue
      // A failure shows when the page is opened; a guess must not raise an error of its own.
      Promise.resolve(load()).catch(() => undefined)
    }
  }
}

/** From now on, loads the code behind every link of the app that the pointer or the focus reaches. */
export function preloadOnApproach(known: RouteObject[]): void {
  routes = known
  const approach = (event: Event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null
    if (link?.origin === window.location.origin) preloadPath(link.pathname)
  }
  document.addEventListener('pointerover', approach, { passive: true })
  document.addEventListener('focusin', approach, { passive: true })
}
