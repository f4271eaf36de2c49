import { describe, expect, it } from 'vitest'
import { isPermission, permissionCatalogue, permissionObjects, permissions, sortPermissions } from './permissions.ts'

describe('the catalogue of permissions', () => {
  it('has 126 names, none of them twice', () => {
    expect(permissions).toHaveLength(126)
    expect(new Set(permissions).size).toBe(126)
  })

  it('names each permission by its object, a dot and a verb', () => {
    for (const name of permissions) {
      expect(name).toMatch(/^[a-z_]+(\.[a-z_]+)*\.(list|get|create|update|delete)$/)
    }
  })

  it.each([
    'deployments.list',
    'deployments.get',
    'deployments.create',
    'deployments.delete',
    'deployments.versions.list',
    'deployments.versions.get',
    'roles.create',
    'roles.assignments.create',
  ])('has %s, which the public documents name', (name) => {
    expect(isPermission(name)).toBe(true)
  })

  it.each(['', 'deployments', 'deployments.', 'deployments.run', 'Deployments.list', '__proto__', 'constructor'])(
    'does not take %j for a permission',
    (name) => {
      expect(isPermission(name)).toBe(false)
    },
  )

  it('knows the verbs of each object in one order', () => {
    const order: string[] = ['list', 'get', 'create', 'update', 'delete']

    for (const object of permissionObjects) {
      const places = permissionCatalogue[object].map((verb) => order.indexOf(verb))
      expect(places).toEqual(places.toSorted((a, b) => a - b))
    }
  })

  it('folds doubles and sorts by the catalogue, whatever the order given', () => {
    const given = ['roles.get', 'deployments.delete', 'deployments.list', 'roles.get', 'deployments.get'] as const

    expect(sortPermissions(given)).toEqual(['deployments.list', 'deployments.get', 'deployments.delete', 'roles.get'])
    expect(sortPermissions(permissions.toReversed())).toEqual(permissions)
  })
})
