import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

// The linter ignores a pattern it does not understand without a word, so the import boundaries are tested like code.

const refused: [file: string, imported: string][] = [
  ['contract/roles.ts', '#src/lib/dates.ts'],
  ['contract/roles.ts', '#server/errors.ts'],
  ['contract/roles.ts', 'zod'],
  ['contract/roles.ts', 'node:crypto'],
  ['contract/roles.test.ts', '#server/errors.ts'],
  ['src/main.tsx', '#server/errors.ts'],
  ['src/app/router.tsx', '#server/errors.ts'],
  ['src/app/router.tsx', '../../server/errors.ts'],
  ['src/app/router.tsx', 'fastify'],
  ['src/app/router.tsx', 'node:path'],
  ['src/app/router.tsx', 'zod'],
  ['src/app/router.tsx', 'recharts'],
  ['src/lib/dates.ts', '#src/features/roles/roles.queries.ts'],
  ['src/lib/dates.ts', '#src/components/button.tsx'],
  ['src/lib/dates.ts', '#src/app/paths.ts'],
  ['src/api/client.ts', '#src/features/roles/roles.queries.ts'],
  ['src/api/client.ts', '#src/app/paths.ts'],
  ['src/components/button.tsx', '#src/features/roles/roles.queries.ts'],
  ['src/components/button.tsx', '#src/app/paths.ts'],
  ['src/components/button.tsx', '../features/roles/roles.queries.ts'],
  ['src/features/roles/roles.page.tsx', '#src/app/paths.ts'],
  ['src/features/roles/roles.page.tsx', '#server/errors.ts'],
  ['src/features/roles/roles.page.tsx', '#src/features/members/members-table.tsx'],
  ['src/features/roles/roles.page.tsx', '../members/members-table.tsx'],
  ['src/features/roles/matrix/grid.tsx', '#src/features/members/members-table.tsx'],
  ['src/features/roles/matrix/grid.tsx', '../../members/members-table.tsx'],
  ['src/features/roles/matrix/grid.tsx', '#src/app/paths.ts'],
  ['src/features/usage/usage.page.tsx', '#src/app/paths.ts'],
  ['src/features/roles/roles.page.tsx', 'recharts'],
  ['src/features/usage/usage.page.tsx', 'recharts'],
  ['src/features/usage/chart/buckets.ts', '../../roles/roles.page.tsx'],
  ['src/features/roles/roles.test.tsx', '#server/app.ts'],
  ['server/main.ts', '#src/lib/dates.ts'],
  ['server/app.ts', '#src/lib/dates.ts'],
  ['server/app.ts', '#server/main.ts'],
  ['server/app.ts', '#server/testing/app.ts'],
  ['server/route.ts', '#server/app.ts'],
  ['server/route.ts', '#server/features/roles/roles.repository.ts'],
  ['server/route.ts', './features/roles/roles.repository.ts'],
  ['server/route.ts', './app.ts'],
  ['server/app.ts', './main.ts'],
  ['server/app.ts', './testing/app.ts'],
  ['server/plugins/errors.ts', '#server/features/roles/roles.repository.ts'],
  ['server/features/roles/roles.service.ts', '#src/lib/dates.ts'],
  ['server/features/roles/roles.service.ts', '../../../src/lib/dates.ts'],
  ['server/features/roles/roles.service.ts', '#server/app.ts'],
  ['server/features/roles/roles.service.ts', '#server/features/members/members.repository.ts'],
  ['server/features/roles/roles.service.ts', '#server/features/members/members.routes.ts'],
  ['server/features/roles/roles.service.ts', '../members/members.repository.ts'],
  ['server/features/roles/seed/defaults.ts', '../../members/members.repository.ts'],
  ['server/features/roles/roles.service.ts', '#server/testing/app.ts'],
  ['server/features/roles/roles.test.ts', '#src/lib/dates.ts'],
  ['server/db/pool.ts', '#server/features/roles/roles.service.ts'],
  ['server/db/pool.ts', '#server/app.ts'],
  ['server/db/pool.ts', '#src/lib/dates.ts'],
  ['server/testing/app.ts', '#server/main.ts'],
  ['e2e/roles.spec.ts', '#server/app.ts'],
  ['e2e/roles.spec.ts', '#src/app/paths.ts'],
  ['e2e/roles.spec.ts', '../src/app/paths.ts'],
]

const allowed: [file: string, imported: string][] = [
  ['contract/roles.ts', './common.ts'],
  ['contract/roles.ts', 'zod/mini'],
  ['contract/roles.test.ts', 'vitest'],
  ['src/main.tsx', '#src/app/router.tsx'],
  ['src/app/router.tsx', '#src/features/roles/roles.page.tsx'],
  ['src/app/router.tsx', '@mantine/core/styles/Button.layer.css'],
  ['src/features/roles/roles.page.tsx', './roles.queries.ts'],
  ['src/features/roles/roles.page.tsx', './matrix/grid.tsx'],
  ['src/features/roles/roles.page.tsx', './roles.module.css'],
  ['src/features/roles/roles.page.tsx', '#src/features/members/members.queries.ts'],
  ['src/features/roles/roles.page.tsx', '#src/components/table/table.tsx'],
  ['src/features/roles/roles.page.tsx', '#contract/roles.ts'],
  ['src/features/roles/matrix/grid.tsx', '../roles.queries.ts'],
  ['src/features/usage/chart/chart-drawing.tsx', 'recharts'],
  ['src/features/usage/chart/buckets.ts', '../usage-range.ts'],
  ['src/features/roles/roles.test.tsx', '@testing-library/react'],
  ['src/components/button.tsx', '#src/lib/dates.ts'],
  ['server/main.ts', '#server/app.ts'],
  ['server/app.ts', '#server/features/roles/roles.routes.ts'],
  ['server/app.ts', './features/roles/roles.routes.ts'],
  ['server/route.ts', '#server/errors.ts'],
  ['server/route.ts', './errors.ts'],
  ['server/features/roles/roles.service.ts', './roles.repository.ts'],
  ['server/features/roles/roles.service.ts', '#server/features/members/members.service.ts'],
  ['server/features/roles/roles.routes.ts', '#server/route.ts'],
  ['server/features/roles/roles.routes.ts', '#contract/roles.ts'],
  ['server/features/roles/roles.repository.ts', '#server/db/schema.ts'],
  ['server/features/roles/roles.repository.ts', 'drizzle-orm'],
  ['server/features/roles/roles.test.ts', '#server/testing/app.ts'],
  ['server/db/pool.ts', 'pg'],
  ['e2e/roles.spec.ts', '#contract/roles.ts'],
  ['e2e/roles.spec.ts', '@playwright/test'],
]

let root: string
let violations: Set<string>

beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'boundaries-'))
  copyFileSync('.oxlintrc.json', path.join(root, '.oxlintrc.json'))
  const importsByFile = new Map<string, string[]>()
  for (const [file, imported] of [...refused, ...allowed]) {
    importsByFile.set(file, [...(importsByFile.get(file) ?? []), imported])
  }
  for (const [file, imports] of importsByFile) {
    mkdirSync(path.join(root, path.dirname(file)), { recursive: true })
    writeFileSync(path.join(root, file), imports.map((imported) => `import '${imported}'\n`).join(''))
  }

  const { stdout } = spawnSync(path.resolve('node_modules/.bin/oxlint'), ['--format=unix', '.'], {
    cwd: root,
    encoding: 'utf8',
  })

  violations = new Set(
    [...stdout.matchAll(/^(.+?):\d+:\d+: '(.+?)' import is restricted/gm)].map(([, file, name]) => `${file} ${name}`),
  )
})

afterAll(() => rmSync(root, { recursive: true }))

describe('import boundaries', () => {
  it.each(refused)('refuses that %s imports %s', (file, imported) => {
    expect(violations).toContain(`${file} ${imported}`)
  })

  it.each(allowed)('lets %s import %s', (file, imported) => {
    expect(violations).not.toContain(`${file} ${imported}`)
  })
})
