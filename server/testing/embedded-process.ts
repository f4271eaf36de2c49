import { startEmbedded } from '#server/db/embedded.ts'
import { connectDatabase } from '#server/db/pool.ts'

// A process on a data folder, to be killed by a test: says `ready`, then commits numbers one after the other and says
// each once the database has acknowledged it.

const [dataDir = ''] = process.argv.slice(2)
const embedded = await startEmbedded({ dataDir }, (error) => {
  process.stderr.write(`${error.message}\n`)
  process.exit(3)
})
const { pool } = connectDatabase(embedded.connection)
await pool.query('create table if not exists numbers (number int primary key)')
process.stdout.write('ready\n')

for (let number = 0; ; number += 1) {
  await pool.query('insert into numbers values ($1)', [number])
  process.stdout.write(`${number}\n`)
}
