import { describe, expect, it } from 'vitest'
import { slug } from './common.ts'
import { defaultRoles } from './default-roles.ts'
import { permissions } from './permissions.ts'

// Written out once more, and differently, so that a slip in the definition shows: an object with a star is that object
// and all nested in it.
const read = ['list', 'get']
const edit = [...read, 'create', 'update']
const all = [...edit, 'delete']
const expected: Record<string, { objects: string[]; not?: string[]; verbs: string[] }[]> = {
  'project-admin': [{ objects: ['*'], verbs: all }],
  'project-editor': [
    {
      objects: ['*'],
      not: ['roles', 'roles.assignments', 'projects.users', 'service_users', 'service_users.token'],
      verbs: edit,
    },
  ],
  'project-viewer': [{ objects: ['*'], verbs: read }],
  'deployment-admin': [{ objects: ['deployments*'], verbs: all }],
  'deployment-editor': [{ objects: ['deployments*'], verbs: edit }],
  'deployment-viewer': [{ objects: ['deployments*'], verbs: read }],
  'deployment-request-user': [
    { objects: ['deployments', 'deployments.versions'], verbs: read },
    { objects: ['deployments.versions.requests'], verbs: [...read, 'create'] },
  ],
  'pipeline-admin': [{ objects: ['pipelines*'], verbs: all }],
  'pipeline-editor': [{ objects: ['pipelines*'], verbs: edit }],
  'pipeline-viewer': [{ objects: ['pipelines*'], verbs: read }],
  'pipeline-request-user': [
    { objects: ['pipelines', 'pipelines.versions'], verbs: read },
    { objects: ['pipelines.versions.requests'], verbs: [...read, 'create'] },
  ],
  'bucket-admin': [{ objects: ['buckets*'], verbs: all }],
  'bucket-editor': [{ objects: ['buckets*'], verbs: edit }],
  'bucket-viewer': [{ objects: ['buckets*'], verbs: read }],
  'file-reader': [{ objects: ['buckets', 'buckets.files'], verbs: read }],
  'file-writer': [
    { objects: ['buckets'], verbs: read },
    { objects: ['buckets.files'], verbs: [...read, 'create', 'delete'] },
  ],
  'environment-admin': [{ objects: ['environments*'], verbs: all }],
  'environment-editor': [{ objects: ['environments*'], verbs: edit }],
  'environment-viewer': [{ objects: ['environments*'], verbs: read }],
  'service-user-project-admin': [{ objects: ['*'], not: ['roles', 'roles.assignments', 'projects.users'], verbs: all }],
}

const covers = (pattern: string, object: string) =>
  pattern.endsWith('*')
    ? pattern === '*' || object === pattern.slice(0, -1) || object.startsWith(`${pattern.slice(0, -1)}.`)
    : object === pattern

function permissionsOf(name: string) {
  return permissions.filter((permission) => {
    const dot = permission.lastIndexOf('.')
    const [object, verb] = [permission.slice(0, dot), permission.slice(dot + 1)]
    return expected[name]?.some(
      (rule) =>
        rule.objects.some((pattern) => covers(pattern, object)) &&
        !rule.not?.includes(object) &&
        rule.verbs.includes(verb),
    )
  })
}

describe('default roles', () => {
  it('are those of the catalogue, in its order', () => {
    expect(Object.keys(defaultRoles)).toEqual(Object.keys(expected))
  })

  it.each(Object.keys(expected))('%s has the permissions its name promises, in catalogue order', (name) => {
    expect(defaultRoles[name]).toEqual(permissionsOf(name))
    expect(defaultRoles[name]).not.toEqual([])
  })

  it.each(Object.keys(defaultRoles))('%s is a name that the rule for role names allows', (name) => {
    expect(slug.safeParse(name).success).toBe(true)
  })

  it.each(['deployment', 'pipeline', 'bucket', 'environment'])(
    'of a %s grow from viewer to editor to admin',
    (subject) => {
      const [viewer = [], editor = [], admin = []] = ['viewer', 'editor', 'admin'].map(
        (level) => defaultRoles[`${subject}-${level}`],
      )

      expect(editor).toEqual(expect.arrayContaining([...viewer]))
      expect(admin).toEqual(expect.arrayContaining([...editor]))
      expect(admin.length).toBeGreaterThan(editor.length)
    },
  )
})
