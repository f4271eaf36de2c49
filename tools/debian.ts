import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** True where `apt-get` may install what a test needs: on Debian and its kin, as root. */
export function canInstallPackages() {
  return process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
}

/** Installs a Debian package. Throws an Error when `apt-get` fails. */
export function installPackage(name: string) {
  console.log(`Installing the Debian package ${name}`)
  aptGet(['update', '-q'])
  aptGet(['install', '-y', '-q', name])
}

function aptGet(args: string[]) {
  const { status } = spawnSync('apt-get', args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
  if (status !== 0) throw new Error(`apt-get ${args.join(' ')} failed with status ${status}`)
}
