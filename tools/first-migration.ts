// Writes the first migration anew from schema.ts. Only until the first release: after it, every change of the schema is
// a migration of its own (`npm run db:generate`).
import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'

const folder = 'server/db/migrations'
const file = `${folder}/0000_initial.sql`

rmSync(folder, { recursive: true, force: true })
execFileSync('node_modules/.bin/drizzle-kit', ['generate', '--name', 'initial'], { stdio: 'inherit' })

// What the schema language cannot say: that a table is partitioned, and that an index holds a value besides its key.
const generated = readFileSync(file, 'utf8')
const edited = generated.replace(
  /(CREATE TABLE "usage_days" \([^;]*?PRIMARY KEY\([^)]*\))(\n\));/,
  `$1 INCLUDE ("value")$2 PARTITION BY RANGE ("day");
--> statement-breakpoint
CREATE TABLE "usage_days_default" PARTITION OF "usage_days" DEFAULT;`,
)
if (edited === generated) throw new Error(`Found no table usage_days in ${file}`)
writeFileSync(file, edited)
