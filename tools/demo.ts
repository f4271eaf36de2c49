import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'

export interface Demo {
  address: string
  /** Of every account in the sample world. */
  password: string
  stop: () => Promise<void>
}

/** Starts the built sample world on a free port. Throws an Error when it ends before it listens. */
export async function startDemo(): Promise<Demo> {
  const password = 'one demo, one password'
  const demo = spawn(process.execPath, ['tools/run-built.mjs', 'demo'], {
    env: { ...process.env, HOST: '127.0.0.1', PORT: '0', DEMO_PASSWORD: password },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const stop = async () => {
    if (demo.exitCode !== null || demo.signalCode !== null) return
    const ended = once(demo, 'exit')
    demo.kill('SIGTERM')
    await ended
  }
  return { address: await addressOf(demo), password, stop }
}

function addressOf({ stdout }: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
      const address = /Steward is at (\S+)/.exec(text)?.[1]
      if (address) resolve(address)
    })
    stdout?.once('close', () => reject(new Error(`The demo ended before it listened: ${text}`)))
  })
}

/** The cookie of a new session, as a browser context takes it. Throws an Error when signing in is refused. */
export async function signIn({ address, password }: Demo, email: string) {
  const answer = await fetch(`${address}/v2.1/session`, {
    method: 'POST',
    headers: { origin: address, 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  })
  const [name, value] = answer.headers.getSetCookie()[0]?.split(';')[0]?.split('=') ?? []
  if (!answer.ok || !name || !value) throw new Error(`Signing in as ${email} answered ${answer.status}`)
  return { name, value, url: address }
}
