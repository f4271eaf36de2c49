// Runs embedded-worker.ts from its source: a thread does not inherit tsx from the process that starts it.
import { register } from 'tsx/esm/api'

register()
await import('./embedded-worker.ts')
