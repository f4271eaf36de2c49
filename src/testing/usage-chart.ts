import type { Bucket } from '#src/features/usage/chart/buckets.ts'
import type { Scale } from '#src/features/usage/chart/scale.ts'

/** Slots of 100 pixels, of which bars take 82, and a pixel for each unit. */
export const chartScale: Scale = { x: 50, y: 10, width: 300, height: 100, count: 3, max: 100 }

/** A day that is over, with 10 of `a` and 20 of `b`. */
export const bucketOf = (change: Partial<Bucket> = {}): Bucket => ({
  start: '2026-01-01',
  end: '2026-01-02',
  size: 1,
  values: { a: 10, b: 20 },
  total: 30,
  earlier: undefined,
  expected: undefined,
  isRunning: false,
  isAhead: false,
  isShort: false,
  ...change,
})
