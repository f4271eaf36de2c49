import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Those with made-up worlds that ask a server come last: they take longest, and most changes are noticed before. */
const last = (path: string) => Number(path.endsWith('access.worlds.test.ts'))
/** Those that ask none come first. */
const first = (path: string) => Number(path.endsWith('evaluate.worlds.test.ts'))

class QuickFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => last(moduleId) - first(moduleId)
    return files.toSorted((one, other) => rank(one) - rank(other))
  }
}

/** The tests of authorization alone, which `npm run test:mutation` runs once for every change it makes to the code. */
export default defineConfig({
  test: {
    include: ['server/features/access/*.test.ts'],
    environment: 'node',
    maxWorkers: 1,
    globalSetup: ['server/testing/global-setup.ts'],
    sequence: { sequencer: QuickFirst },
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
