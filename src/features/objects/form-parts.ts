import * as z from 'zod/mini'
import { paragraph, requiredLine } from '#contract/common.ts'
import { createBucketBody } from '#contract/objects.ts'
import { judgeLabel, repeatedLabel } from './labels.ts'

/** Says `problem` of a value where there is one. */
export const judged =
  <T>(problem: (value: T) => string | undefined) =>
  ({ value, issues }: z.core.ParsePayload<T>) => {
    const message = problem(value)
    if (message !== undefined) issues.push({ code: 'custom', message, input: value })
  }

export const repeated = (rows: readonly { name: string }[]) => {
  const names = rows.map(({ name }) => name.trim())
  const name = names.find((text, index) => text !== '' && names.indexOf(text) !== index)
  return name === undefined ? undefined : `${name} stands twice`
}

export const description = paragraph('Description', 400)
export const labels = z.array(z.string()).check(
  judged((texts: string[]) => {
    const name = repeatedLabel(texts)
    return texts.map(judgeLabel).find(Boolean) ?? (name === undefined ? undefined : `Two values for the label ${name}`)
  }),
)
export const pairs = (label: string, max: number) =>
  z.array(z.object({ name: requiredLine(label, 128), value: paragraph('Value', max) })).check(judged(repeated))
export const seconds = z
  .string()
  .check(
    z.refine(
      (text) => text === '' || (/^\d+$/.test(text) && createBucketBody.shape.ttl.safeParse(Number(text)).success),
      'A whole number of seconds, at most 2147483647',
    ),
  )

type Pair = { name: string; value: string }
export const toRecord = (rows: readonly Pair[]) => Object.fromEntries(rows.map(({ name, value }) => [name, value]))
export const toPairs = (record: Readonly<Record<string, string>>): Pair[] =>
  Object.entries(record).map(([name, value]) => ({ name, value }))

/** `604800` as `7 days`; the largest unit that it is a whole number of. */
export function spellSeconds(count: number): string {
  const units = [
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
    ['second', 1],
  ] as const
  const [unit, size] = units.find(([, seconds]) => count % seconds === 0 && count > 0) ?? (['second', 1] as const)
  return new Intl.NumberFormat('en', { style: 'unit', unit, unitDisplay: 'long' }).format(count / size)
}
