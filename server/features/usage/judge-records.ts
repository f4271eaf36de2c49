import { parseTimestamp } from '#contract/common.ts'
import { type UsageBatch, type UsageRecord, usageInstantProblem, usageRecord } from '#contract/usage-records.ts'

/** What is wrong with the record at this place of a batch; the field is empty where it is no record at all. */
export type Fault = UsageBatch['errors'][number]

export interface JudgedRecord extends Omit<UsageRecord, 'timestamp'> {
  index: number
  at: Date
}

/** Looks at each record by itself, as far as that goes without knowing which versions there are. */
export function judgeRecords(records: readonly unknown[], now: Date): { judged: JudgedRecord[]; faults: Fault[] } {
  const judged: JudgedRecord[] = []
  const faults: Fault[] = []
  for (const [index, record] of records.entries()) {
    const result = usageRecord.safeParse(record)
    if (!result.success) {
      const [issue] = result.error.issues
      faults.push({ index, field: issue?.path.join('.') ?? '', error: issue?.message ?? 'Not valid' })
      continue
    }
    const { timestamp, ...values } = result.data
    // The schema has seen to it that there is one.
    const at = parseTimestamp(timestamp) as Date
    const problem = usageInstantProblem(at, now)
    if (problem === undefined) judged.push({ index, at, ...values })
    else faults.push({ index, field: 'timestamp', error: problem })
  }
  return { judged, faults }
}
