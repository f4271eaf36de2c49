import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join, sep } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { pagePolicy } from './headers.ts'

export interface DashboardOptions {
  /** The built dashboard: index.html, assets/ with a hash in every name, and a few files beside them. */
  folder: string
  /** Whether the request comes with the cookie of a live session. */
  isSignedIn: (request: FastifyRequest) => Promise<boolean>
  /** Whether the installation still waits for its first admin. */
  isSetupNeeded: () => Promise<boolean>
}

const YEAR_SECONDS = 365 * 24 * 3600
const assets = `${sep}assets${sep}`

/** Paths that never are a page of the dashboard: the API, its documentation, and files, which have a dot. */
const isNoPage = (path: string) => /^\/(v1|v2\.1|docs|assets)(\/|$)|\.[^/]*$/.test(path)

/**
 * Serves the files of the build as they are, compressed at build time, and for every other address the page that finds
 * out by itself what it shows. The page says whether its reader is signed in and whether the setup is due, so that it
 * need not ask by a request that fails.
 */
export async function serveDashboard(app: FastifyInstance, options: DashboardOptions): Promise<void> {
  const { folder, isSignedIn } = options
  const [head, rest] = (await readFile(join(folder, 'index.html'), 'utf8')).split('</head>', 2)
  if (head === undefined || rest === undefined) throw new Error(`${folder}/index.html has no </head>`)

  await app.register(fastifyStatic, {
    root: folder,
    // One route for each file there is, so that no path can lead out of the folder.
    wildcard: false,
    globIgnore: ['index.html', '**/*.br', '**/*.gz', '**/*.map'],
    preCompressed: true,
    index: false,
    cacheControl: false,
    setHeaders(response, path) {
      response.setHeader('vary', 'accept-encoding')
      const isHashed = path.includes(assets)
      response.setHeader('cache-control', isHashed ? `public, max-age=${YEAR_SECONDS}, immutable` : 'no-cache')
    },
  })

  let isSetupDone = false
  async function isSetupNeeded(): Promise<boolean> {
    isSetupDone ||= !(await options.isSetupNeeded())
    return !isSetupDone
  }

  app.get('/*', { schema: { hide: true } as object }, async (request: FastifyRequest, reply: FastifyReply) => {
    if (isNoPage(request.url.split('?', 1)[0] ?? '')) {
      reply.callNotFound()
      return reply
    }
    // A database that is away is for the page to show, which then asks again.
    const [signedIn, setupNeeded] = await Promise.all([
      isSignedIn(request).catch(() => true),
      isSetupNeeded().catch(() => false),
    ])
    const nonce = randomBytes(16).toString('base64')
    const facts = [
      `<meta name="csp-nonce" nonce="${nonce}">`,
      `<meta name="steward-session" content="${signedIn ? 'active' : 'none'}">`,
      `<meta name="steward-setup" content="${setupNeeded ? 'needed' : 'done'}">`,
    ]
    return reply
      .type('text/html; charset=utf-8')
      .header('cache-control', 'no-store')
      .header('content-security-policy', pagePolicy(nonce))
      .send(`${head}${facts.join('')}</head>${rest}`)
  })
}
