import { spawnSync } from 'node:child_process'
import path from 'node:path'

/** Runs a program of node_modules/.bin with this terminal and leaves with its exit code when it fails. */
export function runBin(name: string, args: string[], env: NodeJS.ProcessEnv = {}) {
  const { status } = spawnSync(path.resolve('node_modules/.bin', name), args, {
    stdio: 'inherit',
    env: { ...process.env, ...env },
  })
  if (status !== 0) process.exit(status ?? 1)
}
