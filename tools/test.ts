import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { constants } from 'node:os'

/** `cores` is the share of a small machine that a step fills: two steps of one core run side by side. */
type Step = { title: string; script: string; cores: 1 | 2; report?: string }

const steps: Step[] = [
  { title: 'Types', script: 'typecheck', cores: 1 },
  { title: 'Lint', script: 'lint', cores: 1 },
  { title: 'Format', script: 'format:check', cores: 1 },
  { title: 'Dead code', script: 'knip', cores: 1 },
  { title: 'Unit tests', script: 'test:unit', cores: 2, report: 'test-results/unit.json' },
  {
    title: 'Server tests on the embedded Postgres',
    script: 'test:server',
    cores: 2,
    report: 'test-results/server-embedded.json',
  },
  {
    title: 'Server tests on a real PostgreSQL',
    script: 'test:server:postgres',
    cores: 2,
    report: 'test-results/server-postgres.json',
  },
  { title: 'Build', script: 'build', cores: 2 },
  { title: 'Bundle budget', script: 'size', cores: 2 },
  { title: 'Journeys in Chromium', script: 'test:e2e', cores: 2, report: 'test-results/e2e.json' },
]

const machineCores = 2
const running = new Set<ChildProcess>()
const startedAt = Date.now()
let passed = 0
let failed = 0

rmSync('test-results', { recursive: true, force: true })
mkdirSync('test-results', { recursive: true })

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    stopRunning()
    process.exit(128 + constants.signals[signal])
  })
}

const failedStep = await runInTurn()
console.log(
  failedStep
    ? `\nFailed: ${failedStep.title} (npm run ${failedStep.script})`
    : `\nEverything passed in ${seconds(startedAt)}`,
)
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failedStep ? 1 : 0

/** Runs the steps, shows them in their order, and stops at the first that fails, which it returns. */
async function runInTurn() {
  for (const group of groupsOf(steps)) {
    const runs = group.map(start)
    for (const run of runs) {
      run.show()
      const isGood = await run.done
      countTests(run.step, isGood)
      if (!isGood) {
        stopRunning()
        return run.step
      }
    }
  }
  return undefined
}

/** Neighbours that fit on the machine together. */
function groupsOf(all: Step[]) {
  const groups: Step[][] = []
  let free = 0
  for (const step of all) {
    const group = groups.at(-1)
    if (group && step.cores <= free) group.push(step)
    else {
      groups.push([step])
      free = machineCores
    }
    free -= step.cores
  }
  return groups
}

/** Starts a step; its output waits until `show` is called, so that two steps never mix their lines. */
function start(step: Step) {
  const stepStartedAt = Date.now()
  let held: string[] | undefined = []
  const print = (text: string) => (held ? held.push(text) : process.stdout.write(text))
  const child = spawn('npm', ['run', '--silent', step.script], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that stopping the step stops what it started.
    detached: true,
    env: { ...process.env, ...(step.report && { TEST_REPORT: step.report }) },
  })
  running.add(child)
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', print)
  const done = new Promise<boolean>((resolve) => {
    child.once('close', (code) => {
      running.delete(child)
      print(code === 0 ? `✓ ${step.title} (${seconds(stepStartedAt)})\n` : `✗ ${step.title} failed\n`)
      resolve(code === 0)
    })
  })
  function show() {
    process.stdout.write(`\n━━━ ${step.title} ━━━\n`)
    process.stdout.write((held ?? []).join(''))
    held = undefined
  }
  return { step, show, done }
}

function stopRunning() {
  for (const { pid } of running) if (pid !== undefined) process.kill(-pid, 'SIGTERM')
}

type VitestReport = { numPassedTests: number; numFailedTests: number }
type PlaywrightReport = { stats: { expected: number; flaky: number; unexpected: number } }

/** A step that fails without a failed test of its own (types, lint, a set-up) counts as one failure. */
function countTests({ report }: Step, isGood: boolean) {
  const counts = report ? readCounts(report) : { passed: 0, failed: 0 }
  passed += counts.passed
  failed += isGood ? counts.failed : Math.max(counts.failed, 1)
}

function readCounts(report: string) {
  try {
    const content: VitestReport | PlaywrightReport = JSON.parse(readFileSync(report, 'utf8'))
    if (!('stats' in content)) return { passed: content.numPassedTests, failed: content.numFailedTests }
    return { passed: content.stats.expected + content.stats.flaky, failed: content.stats.unexpected }
  } catch {
    // Nothing was written: the suite broke before its first test.
    return { passed: 0, failed: 0 }
  }
}

function seconds(since: number) {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`
}
