import { isIP } from 'node:net'
import * as z from 'zod/mini'
import { email } from '#contract/common.ts'
import { newPassword } from '#contract/session.ts'

const isPostgresUrl = (text: string) => /^postgres(ql)?:\/\//.test(text) && URL.canParse(text)
const isOrigin = (text: string) =>
  URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && new URL(text).href === `${new URL(text).origin}/`
const isAddress = (text: string) =>
  /^(loopback|linklocal|uniquelocal)$/.test(text) || isIP(text.replace(/\/\d{1,3}$/, '')) !== 0
/** No number of hops: Fastify does not trust one, since whoever reaches the server directly can make hops up. */
const isTrustProxy = (text: string) => text === 'true' || text === 'false' || text.split(/\s*,\s*/).every(isAddress)

const variables = z
  .object({
    HOST: z._default(z.string().check(z.regex(/^\S+$/, 'Not an address')), '127.0.0.1'),
    PORT: z._default(
      z.string().check(z.refine((text) => /^\d{1,5}$/.test(text) && Number(text) <= 65535, 'A number from 0 to 65535')),
      '4000',
    ),
    DATA_DIR: z._default(z.string(), '.data'),
    DATABASE_URL: z.optional(z.string().check(z.refine(isPostgresUrl, 'An address such as postgres://user@host/name'))),
    ADMIN_EMAIL: z.optional(email),
    ADMIN_PASSWORD: z.optional(newPassword),
    PUBLIC_URL: z.optional(
      z.string().check(z.refine(isOrigin, 'An origin such as https://steward.example.com, without a path')),
    ),
    TRUST_PROXY: z._default(
      z.string().check(z.refine(isTrustProxy, 'true, false, or the addresses of the proxies in front, with commas')),
      'false',
    ),
    LOG_LEVEL: z._default(
      z.enum(
        ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
        'One of fatal, error, warn, info, debug, trace, silent',
      ),
      'info',
    ),
    DEMO_PASSWORD: z.optional(newPassword),
  })
  .check(
    z.refine(({ ADMIN_EMAIL, ADMIN_PASSWORD }) => (ADMIN_EMAIL === undefined) === (ADMIN_PASSWORD === undefined), {
      message: 'Set it together with ADMIN_PASSWORD, or neither',
      path: ['ADMIN_EMAIL'],
    }),
  )

export interface Env {
  host: string
  /** 0: any free one. */
  port: number
  dataDir: string
  databaseUrl: string | undefined
  /** The first admin, made when there is no account yet. */
  admin: { email: string; password: string } | undefined
  /** Where people reach the dashboard, `https://steward.example.com`. */
  publicUrl: string | undefined
  /** As Fastify's `trustProxy`. */
  trustProxy: boolean | string[]
  logLevel: z.output<typeof variables>['LOG_LEVEL']
  demoPassword: string | undefined
}

/** The environment cannot be used; the message has a line per variable. */
export class EnvError extends Error {}

/** Reads the settings. An empty variable counts as not set. */
export function parseEnv(environment: NodeJS.ProcessEnv): Env {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const { data, error } = variables.safeParse(set)
  if (error) {
    throw new EnvError(error.issues.map(({ path, message }) => `${path.join('.')}: ${message}.`).join('\n'))
  }
  const { ADMIN_EMAIL, ADMIN_PASSWORD } = data
  return {
    host: data.HOST,
    port: Number(data.PORT),
    dataDir: data.DATA_DIR,
    databaseUrl: data.DATABASE_URL,
    admin: ADMIN_EMAIL && ADMIN_PASSWORD ? { email: ADMIN_EMAIL, password: ADMIN_PASSWORD } : undefined,
    publicUrl: data.PUBLIC_URL && new URL(data.PUBLIC_URL).origin,
    trustProxy: toTrustProxy(data.TRUST_PROXY),
    logLevel: data.LOG_LEVEL,
    demoPassword: data.DEMO_PASSWORD,
  }
}

function toTrustProxy(text: string): Env['trustProxy'] {
  return text === 'true' || (text !== 'false' && text.split(/\s*,\s*/))
}
