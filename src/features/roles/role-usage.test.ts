import { describe, expect, it } from 'vitest'
import { slug } from '#contract/common.ts'
import { copyName, countHolders, describeHolders } from './role-usage.ts'

describe('who uses a role', () => {
  it.each([
    [{ members: 0, service_users: 0, deployments: 0 }, 0, 'Nobody'],
    [{ members: 1, service_users: 0, deployments: 0 }, 1, '1 member'],
    [{ members: 1200, service_users: 1, deployments: 2 }, 1203, '1,200 members, 1 service user, 2 deployments'],
    [{ members: 0, service_users: 3, deployments: 0 }, 3, '3 service users'],
  ])('%o is counted and told', (usedBy, count, text) => {
    expect(countHolders(usedBy)).toBe(count)
    expect(describeHolders(usedBy)).toBe(text)
  })
})

describe('the name of a copy', () => {
  it('says that it is one', () => {
    expect(copyName('deployer', new Set())).toBe('deployer-copy')
  })

  it('counts on where copies are taken', () => {
    expect(copyName('deployer', new Set(['deployer-copy', 'deployer-copy-2']))).toBe('deployer-copy-3')
  })

  it('keeps to the rule for names, however long the original is', () => {
    const name = copyName('a'.repeat(64), new Set())

    expect(slug.safeParse(name).success).toBe(true)
    expect(name).toHaveLength(64)
  })
})
