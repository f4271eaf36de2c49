import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'

export interface PostgresServer {
  /** Of its maintenance database, as its superuser. */
  url: string
  dataFolder: string
  /** The folder of its programs. */
  binaries: string
  /** Ends the server in good order; its folder stays until `stop`. */
  halt: () => Promise<void>
  stop: () => Promise<void>
}

const debianFolder = '/usr/lib/postgresql'

/** Durability costs time and a test database needs none. */
const settings = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=200']

/** Ends the server and removes its folder as soon as the tests' end of the pipe closes, however they end. */
const untilPipeCloses = `
  folder=$1; shift
  "$@" & server=$!
  cat >/dev/null
  kill -INT $server 2>/dev/null; wait $server
  rm -rf "$folder"`

/** Starts a PostgreSQL server of its own on a free port of 127.0.0.1, as the user `postgres` when run by root. */
export async function startPostgresServer(): Promise<PostgresServer> {
  const binaries = findBinaries()
  const user = process.getuid?.() === 0 ? systemUser('postgres') : undefined
  const folder = mkdtempSync(join(tmpdir(), 'steward-postgres-'))
  if (user) chownSync(folder, user.uid, user.gid)
  const options = { ...user, cwd: folder, env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8' } }

  const data = join(folder, 'data')
  const initdb = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync']
  execFileSync(join(binaries, 'initdb'), initdb, { ...options, stdio: ['ignore', 'ignore', 'inherit'] })

  const port = await freePort()
  const listen = ['-D', data, '-h', '127.0.0.1', '-p', String(port), '-k', '']
  const server = [join(binaries, 'postgres'), ...listen, ...settings.flatMap((setting) => ['-c', setting])]
  const child = spawn('/bin/sh', ['-c', untilPipeCloses, 'sh', folder, ...server], {
    ...options,
    // A group of its own: Ctrl+C is for the tests, whose end then closes the pipe.
    detached: true,
    stdio: ['pipe', 'ignore', 'pipe'],
  })
  const log: string[] = []
  child.stderr.on('data', (data) => log.push(String(data)))

  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  const halt = async () => {
    const pidFile = join(data, 'postmaster.pid')
    const [pid] = readFileSync(pidFile, 'utf8').split('\n')
    process.kill(Number(pid), 'SIGINT')
    while (existsSync(pidFile)) await delay(20)
  }
  const stop = async () => {
    child.stdin.end()
    await ended(child)
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    await untilReady(url)
  } catch (error) {
    await stop()
    throw new Error(`PostgreSQL did not start:\n${log.join('')}`, { cause: error })
  }
  return { url, dataFolder: data, binaries, halt, stop }
}

function findBinaries(): string {
  const versions = existsSync(debianFolder) ? readdirSync(debianFolder) : []
  const newestFirst = versions
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(debianFolder, version, 'bin'))
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...newestFirst]
  const found = folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')))
  if (!found)
    throw new Error('These tests need PostgreSQL: install it, put its programs on PATH, or set TEST_DATABASE_URL')
  // Its other programs are beside the one that a link on the PATH may lead to.
  return dirname(realpathSync(join(found, 'postgres')))
}

function systemUser(name: string): { uid: number; gid: number } {
  const id = (flag: string) => Number(execFileSync('id', [flag, name], { encoding: 'utf8' }))
  return { uid: id('-u'), gid: id('-g') }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

async function untilReady(url: string): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    const client = new pg.Client({ connectionString: url })
    try {
      await client.connect()
      await client.end()
      return
    } catch (error) {
      if (attempt === 300) throw error
      await delay(100)
    }
  }
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => child.once('exit', () => resolve()))
}
