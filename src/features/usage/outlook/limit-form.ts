import * as z from 'zod/mini'
import { updateUsageLimitBody } from '#contract/usage-limits.ts'
import { formatCount, formatNumber } from '#src/lib/numbers.ts'
import type { Limit } from '../usage-limits.queries.ts'

const exact = new Intl.NumberFormat('en', { maximumFractionDigits: 6 })
const NUMBER = /^-?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?$/

/** `12,400.5` as it is written here: commas between thousands only, so that no decimal comma is taken for one. */
const toNumber = (text: string) => (NUMBER.test(text.trim()) ? Number(text.replaceAll(',', '')) : Number.NaN)

/** The limit as a text that is typed. */
export const limitForm = z.object({
  value: z.pipe(z.pipe(z.string(), z.transform(toNumber)), updateUsageLimitBody.shape.value),
})

/** With all its decimals. */
export const spellLimit = (value: number): string => exact.format(value)

/** What a limit that is being typed means for what was used so far in the subscription period. */
export function spellShare(used: number, typed: string): string {
  if (used === 0) return 'Nothing used so far in this period.'
  const { data } = limitForm.safeParse({ value: typed })
  if (!data) return `${formatNumber(used)} used so far in this period.`
  const percent = Math.floor((used / data.value) * 100)
  const share = percent === 0 ? 'less than 1 %' : `${formatCount(percent)} %`
  const passed = used > data.value ? ' This limit is passed already.' : ''
  return `${formatNumber(used)} used so far in this period: ${share} of ${spellLimit(data.value)}.${passed}`
}

/** What somebody else has made of a limit. */
export function describeLimitChange(before: Limit, now: Limit): string {
  if (now.value === undefined)
    return before.value === undefined ? 'A limit was set and removed.' : 'The limit was removed.'
  if (before.value === undefined) return `A limit of ${spellLimit(now.value)} was set.`
  if (before.value === now.value) return 'A change was taken back.'
  return `The limit is ${spellLimit(now.value)} instead of ${spellLimit(before.value)}.`
}
