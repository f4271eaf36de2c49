// Compares Steward with itself, much data against little, on the built sample world: npm run bench
import { cpus, loadavg } from 'node:os'
import { startDemo } from '../tools/demo.ts'
import { benchApi } from './api.ts'
import { benchLists } from './lists.ts'
import { formatTable } from './table.ts'

const demo = await startDemo()
try {
  const api = await benchApi(demo)
  const { groups: lists, browser } = await benchLists(demo)

  console.log(`npm run ${process.env.npm_lifecycle_event ?? 'bench'}`)
  console.log(`${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}, ${browser}`)
  console.log(`Load of the machine in the last 5 minutes: ${loadavg()[1]?.toFixed(1)}\n`)
  console.log(formatTable([...lists, ...api]))
} finally {
  await demo.stop()
}
