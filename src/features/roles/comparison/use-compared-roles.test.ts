import { describe, expect, it } from 'vitest'
import { parseRoleNames } from './use-compared-roles.ts'

describe('the names of roles in an address', () => {
  it('are read in their order, each once', () => {
    expect(parseRoleNames('deployer,auditor,deployer')).toEqual(['deployer', 'auditor'])
  })

  it('may be none, and no empty ones', () => {
    expect(parseRoleNames('')).toEqual([])
    expect(parseRoleNames(',deployer,,')).toEqual(['deployer'])
  })

  it('are no endless list', () => {
    expect(parseRoleNames(Array.from({ length: 1000 }, (_, index) => `role-${index}`).join(','))).toHaveLength(200)
  })
})
