import { expect, test } from 'vitest'
import { usageFileName } from './usage-csv.ts'
import { toUsageAddress, usageDefaults } from './usage-range.ts'
import type { UsageTable } from './usage-series.ts'

const day = { isRunning: false, isAhead: false, values: {}, total: 1 }
const table: UsageTable = {
  metric: 'credits',
  series: [],
  rows: [
    { ...day, start: '2026-03-01', end: '2026-03-02' },
    { ...day, start: '2026-03-02', end: '2026-03-03' },
    { ...day, start: '2026-03-03', end: '2026-03-04', isAhead: true },
  ],
  total: 2,
}

test.each([
  [{}, 'acme-usage-credits-2026-03-01-to-2026-03-02'],
  [{ project: 'vision' }, 'acme-vision-usage-credits-2026-03-01-to-2026-03-02'],
  [{ type: 'pipeline_version' }, 'acme-usage-credits-pipelines-2026-03-01-to-2026-03-02'],
  [{ split: 'project' }, 'acme-usage-credits-by-project-2026-03-01-to-2026-03-02'],
  [
    { project: 'vision', type: 'deployment_version', split: 'object' },
    'acme-vision-usage-credits-deployments-by-version-2026-03-01-to-2026-03-02',
  ],
  // Many projects have no versions that belong together, so that the page shows object types.
  [{ split: 'object' }, 'acme-usage-credits-2026-03-01-to-2026-03-02'],
])('a file has a name of its own for what it shows: %j', (address, name) => {
  expect(usageFileName('acme', toUsageAddress(Object.assign({ ...usageDefaults }, address)), table)).toBe(name)
})

test('a file of no days is named without any', () => {
  expect(usageFileName('acme', toUsageAddress(usageDefaults), { ...table, rows: [] })).toBe('acme-usage-credits')
})
