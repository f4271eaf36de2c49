import { spawnSync } from 'node:child_process'
import { readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

// Plain JavaScript, because `npm start` on a machine with a finished build and no dev dependencies runs it too.

const root = fileURLToPath(new URL('..', import.meta.url))
const stamp = path.join(root, 'dist/.build-stamp')
const sources = [
  'contract',
  'server',
  'src',
  'public',
  'tools',
  'index.html',
  'package.json',
  'package-lock.json',
  'vite.config.ts',
  'vite.server.config.ts',
]

const self = fileURLToPath(import.meta.url)

async function build() {
  const startedAt = new Date()
  const vite = await import('vite')
  await vite.build({ root, configFile: path.join(root, 'vite.config.ts') })
  await vite.build({ root, configFile: path.join(root, 'vite.server.config.ts') })
  writeFileSync(stamp, '')
  // What is saved while the build runs is newer than the build.
  utimesSync(stamp, startedAt, startedAt)
}

/** Builds in a process of its own, so that a server started afterwards does not carry the bundler in its memory. */
export function buildIfNeeded() {
  if (isUpToDate()) return
  const { status } = spawnSync(process.execPath, [self], { cwd: root, stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}

function isUpToDate() {
  const builtAt = statSync(stamp, { throwIfNoEntry: false })?.mtimeMs
  if (builtAt === undefined) return false
  return sources.every((source) => newestChange(path.join(root, source)) < builtAt)
}

/**
 * Folders count with their own time, which a deleted file changes. Tests are no part of a build.
 *
 * @param {string} file
 * @returns {number}
 */
function newestChange(file) {
  const stats = statSync(file, { throwIfNoEntry: false })
  if (!stats || /\.test\.tsx?$/.test(file)) return 0
  if (!stats.isDirectory()) return stats.mtimeMs
  return Math.max(stats.mtimeMs, ...readdirSync(file).map((name) => newestChange(path.join(file, name))))
}

if (process.argv[1] === self) await build()
