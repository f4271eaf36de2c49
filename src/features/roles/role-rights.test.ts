import { describe, expect, it } from 'vitest'
import { type Rights, rightsOf, someOf } from './role-rights.ts'

const everything: Rights = { canCreate: true, canUpdate: true, canDelete: true, held: undefined }

describe('the rights of the person', () => {
  it('are all of them for an admin of the organization', () => {
    expect(rightsOf({ organization_admin: true, permissions: [], objects: [] })).toEqual(everything)
  })

  it('disable nothing where the server does not tell', () => {
    expect(rightsOf(undefined)).toEqual(everything)
  })

  it('are what the person may do everywhere in the project', () => {
    const rights = rightsOf({ organization_admin: false, permissions: ['roles.update'], objects: [] })

    expect(rights).toEqual({ canCreate: false, canUpdate: true, canDelete: false, held: new Set(['roles.update']) })
  })
})

describe('a list of names', () => {
  it('is given whole when short, and with a count when long', () => {
    expect(someOf(['a', 'b', 'c', 'd', 'e'])).toBe('a, b, c, d, and e')
    expect(someOf(['a', 'b', 'c', 'd', 'e', 'f'])).toBe('a, b, c, d, and 2 more')
  })
})
