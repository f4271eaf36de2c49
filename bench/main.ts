// Compares Steward with itself, much data against little, on the built sample world: npm run bench
import { cpus, loadavg } from 'node:os'
import { startDemo } from '../tools/demo.ts'
import { benchAccess } from './access.ts'
import { benchApi } from './api.ts'
import { benchComparison } from './comparison.ts'
import { benchLists } from './lists.ts'
import { formatTable, missesOf } from './table.ts'
import { benchUsageAnswer } from './usage-answer.ts'
import { benchUsageChart } from './usage-chart.ts'
import { benchUsageRecords } from './usage-records.ts'

const demo = await startDemo()
try {
  const api = await benchApi(demo)
  const { groups: lists, browser } = await benchLists(demo)
  const comparison = await benchComparison(demo)
  const usageCharts = await benchUsageChart(demo)
  const access = await benchAccess()
  const usageAnswer = await benchUsageAnswer()
  const usageRecords = await benchUsageRecords()

  console.log(`npm run ${process.env.npm_lifecycle_event ?? 'bench'}`)
  console.log(`${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}, ${browser}`)
  console.log(`Load of the machine in the last 5 minutes: ${loadavg()[1]?.toFixed(1)}\n`)
  const groups = [...lists, comparison, ...usageCharts, ...api, ...access, ...usageAnswer, usageRecords]
  console.log(formatTable(groups))
  const misses = missesOf(groups)
  if (misses.length > 0) {
    console.log(`\nMissed:\n${misses.map((miss) => `  ${miss}`).join('\n')}`)
    process.exitCode = 1
  }
} finally {
  await demo.stop()
}
