import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { canInstallPackages, installPackage } from './debian.ts'
import { runBin } from './run.ts'

const debianFolder = '/usr/lib/postgresql'

if (!hasPostgres() && canInstallPackages()) installPackage('postgresql')
if (!hasPostgres()) {
  console.error('This suite starts its own PostgreSQL server: install PostgreSQL, or put its `postgres` on the PATH.')
  process.exit(1)
}
runBin('vitest', ['run', '--project', 'server', ...process.argv.slice(2)], { TEST_POSTGRES: '1' })

function hasPostgres() {
  const onPath = (process.env.PATH ?? '').split(path.delimiter)
  const debian = existsSync(debianFolder)
    ? readdirSync(debianFolder).map((version) => path.join(debianFolder, version, 'bin'))
    : []
  return [...onPath, ...debian].some((folder) => existsSync(path.join(folder, 'postgres')))
}
