import type { Params } from 'react-router-dom'

export interface Crumb {
  label: string
  /** Left out for the page one is on. */
  to?: string
}

/** What a route tells the layout about itself: its part of the breadcrumbs, after organization and project. */
export interface RouteHandle {
  crumbs: (params: Params) => readonly Crumb[]
}

export function handleOf(handle: unknown): RouteHandle | undefined {
  // Routes are declared in router.tsx only, where `satisfies` holds every handle to this shape.
  return typeof handle === 'object' && handle !== null && 'crumbs' in handle ? (handle as RouteHandle) : undefined
}
