import { buildIfNeeded } from './build.mjs'

// Loads the server into this process, so that the signals of a process manager reach the server itself.

const [entry] = process.argv.slice(2)

buildIfNeeded()
process.env.NODE_ENV ??= 'production'
await import(`../dist/server/${entry}.js`)
