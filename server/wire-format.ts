import { toDay } from '#contract/calendar.ts'

/**
 * Dates of organizations, their members, deployments, pipelines and buckets: `2020-03-25T15:43:46.101877Z` (document
 * 002), and those that no document has. The clock gives milliseconds, so the last three of the six digits are zeros.
 */
export const toMicrosecondTimestamp = (instant: Date): string => instant.toISOString().replace('Z', '000Z')

/** Dates of service users: `2020-03-24T09:16:27.504+00:00` (document 000). */
export const toOffsetTimestamp = (instant: Date): string => instant.toISOString().replace('Z', '+00:00')

/** Where a day of usage begins: `2019-08-01T00:00:00Z` (document 002). */
export const toStartOfDay = (day: string): string => `${day}T00:00:00Z`

/** Creation date of a project: a bare day in UTC, `2018-10-26`. */
export const toBareDay = (instant: Date): string => toDay(instant)
