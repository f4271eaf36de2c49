import { startPostgresServer } from '#server/testing/postgres-server.ts'
import { fillWorld, type Size } from './access-world.ts'
import { compareWorlds, openEmbedded, openOnServer, type World } from './served.ts'
import type { Group } from './table.ts'

const turns = 100
const mostRatio = 1.5

const many = { assignments: 1_000_000, ofBusiest: 1000 }
const few = { assignments: 1000, ofBusiest: 1 }
const layouts = [
  { title: '1,000,000 role assignments against 1,000, in 1,000 projects', projects: 1000, members: 200 },
  { title: '1,000,000 role assignments against 1,000, in one project', projects: 1, members: 5000 },
]

/**
 * Asks servers over HTTP for what takes little but the permission decision, with many role assignments in the database
 * and with few.
 */
export async function benchAccess(): Promise<Group[]> {
  const groups: Group[] = []
  for (const { title, ...layout } of layouts) {
    groups.push({ title: `Embedded: ${title}`, measures: await compare(openEmbedded, openEmbedded, layout) })
  }
  const postgres = await startPostgresServer()
  try {
    const open = (name: string) => () => openOnServer(postgres.url, name)
    for (const { title, ...layout } of layouts) {
      groups.push({ title: `PostgreSQL: ${title}`, measures: await compare(open('many'), open('few'), layout) })
    }
  } finally {
    await postgres.stop()
  }
  return groups
}

type Open = World['open']
type Layout = Pick<Size, 'projects' | 'members'>

const compare = (openMany: Open, openFew: Open, layout: Layout) =>
  compareWorlds(
    { open: openMany, fill: (database) => fillWorld(database, { ...layout, ...many }) },
    { open: openFew, fill: (database) => fillWorld(database, { ...layout, ...few }) },
    { turns, ratio: mostRatio },
  )
