import { describe, expect, test } from 'vitest'
import { changesOf, describeChanges, editFormOf, toEditValues } from './edit-object.ts'
import { spellSeconds } from './form-parts.ts'
import {
  newBucket,
  newBucketForm,
  newVersioned,
  newVersionedForm,
  toBucketBody,
  toVersionedBody,
} from './new-object.ts'
import type { BucketItem, VersionedItem } from './objects.queries.ts'

const bucket: BucketItem = {
  kind: 'bucket',
  id: '0198a1b2-0000-4000-8000-000000000001',
  name: 'images',
  project: 'detector',
  provider: 'amazon_s3',
  configuration: { region: 'north' },
  creation_date: '2026-01-01T00:00:00Z',
  labels: { team: 'vision' },
  description: 'Pictures',
  ttl: 86_400,
}
const deployment: VersionedItem = {
  kind: 'deployment',
  id: '0198a1b2-0000-4000-8000-000000000002',
  name: 'inspector',
  project: 'detector',
  description: '',
  input_type: 'plain',
  output_type: 'plain',
  input_fields: [],
  output_fields: [],
  labels: {},
  creation_date: '2026-01-01T00:00:00Z',
  last_updated: '2026-01-01T00:00:00Z',
  default_version: 'v1',
}

describe('what an edit sends', () => {
  test('is nothing where nothing differs, also with labels that no text can hold', () => {
    const odd = { ...bucket, labels: { 'a: b': 'c' } }

    expect(changesOf(bucket, toEditValues(bucket))).toEqual({})
    expect(changesOf(odd, toEditValues(odd))).toEqual({})
    expect(changesOf(deployment, toEditValues(deployment))).toEqual({})
  })

  test('is only what differs', () => {
    const values = toEditValues(bucket)

    expect(changesOf(bucket, { ...values, description: '' })).toEqual({ description: '' })
    expect(changesOf(bucket, { ...values, labels: [] })).toEqual({ labels: {} })
    expect(changesOf(bucket, { ...values, name: 'pictures', ttl: '60' })).toEqual({ name: 'pictures', ttl: 60 })
    expect(changesOf(bucket, { ...values, configuration: [{ name: 'region', value: 'south' }] })).toEqual({
      configuration: { region: 'south' },
    })
  })

  test('cannot take a term away, which the server would read as leaving it', () => {
    const values = { ...toEditValues(bucket), ttl: '' }

    expect(editFormOf(bucket).safeParse(values).success).toBe(false)
    expect(editFormOf({ ...bucket, ttl: null }).safeParse(values).success).toBe(true)
  })
})

test('says what somebody else has changed', () => {
  expect(describeChanges(bucket, { ...bucket, name: 'pictures', ttl: 120, labels: {} })).toEqual([
    'Name: pictures',
    'Labels: none',
    'Files are deleted after 2 minutes',
  ])
  expect(describeChanges(deployment, { ...deployment, default_version: null })).toEqual(['Default version: none'])
  expect(describeChanges(deployment, { ...deployment, last_updated: '2026-01-02T00:00:00Z' })).toHaveLength(1)
})

describe('a new object', () => {
  test('of our own provider sends no credentials, even when some were typed before', () => {
    const credentials = [{ name: 'key', value: 'secret' }]
    const values = { ...newBucket, name: 'images', credentials, configuration: credentials }

    expect(toBucketBody(values)).toEqual({ name: 'images', provider: 'ubiops', ttl: null, description: '', labels: {} })
    expect(toBucketBody({ ...values, provider: 'other', other_provider: 'minio' })).toMatchObject({
      provider: 'minio',
      credentials: { key: 'secret' },
    })
  })

  test.each([
    ['a provider without a name', { provider: 'other', other_provider: ' ' }, 'other_provider'],
    [
      'a setting that stands twice',
      {
        configuration: [
          { name: 'a', value: '' },
          { name: ' a', value: '' },
        ],
      },
      'configuration',
    ],
    ['half a second', { ttl: '0.5' }, 'ttl'],
    ['more seconds than fit', { ttl: '2147483648' }, 'ttl'],
    ['two values for one label', { labels: ['team: a', 'team: b'] }, 'labels'],
    ['a name with a space', { name: 'my images' }, 'name'],
  ])('is refused with %s', (_, change, field) => {
    const parsed = newBucketForm.safeParse({ ...newBucket, name: 'images', ...change })

    expect(parsed.error?.issues.map(({ path }) => path[0])).toEqual([field])
  })

  test('takes fields by name and type', () => {
    const fields = [{ name: 'image', data_type: 'file' as const }]
    const values = { ...newVersioned, name: 'inspector', input_type: 'structured' as const, input_fields: fields }

    expect(toVersionedBody(newVersionedForm.parse(values))).toEqual({
      name: 'inspector',
      description: '',
      labels: {},
      input_type: 'structured',
      output_type: 'plain',
      input_fields: fields,
      output_fields: [],
    })
    expect(newVersionedForm.safeParse({ ...values, input_fields: [...fields, ...fields] }).success).toBe(false)
  })
})

test.each([
  [604_800, '7 days'],
  [86_400, '1 day'],
  [90_000, '25 hours'],
  [61, '61 seconds'],
  [0, '0 seconds'],
])('%i is %s', (count, text) => {
  expect(spellSeconds(count)).toBe(text)
})
