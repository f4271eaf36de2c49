import * as z from 'zod/mini'
import { line, requiredLine } from '#contract/common.ts'
import {
  type CreateBucket,
  type CreateObjectVersion,
  type CreateVersionedObject,
  createVersionBody,
  dataTypes,
  objectName,
} from '#contract/objects.ts'
import { description, judged, labels, pairs, repeated, seconds, toRecord } from './form-parts.ts'
import { toLabels } from './labels.ts'
import { OTHER_PROVIDER, OWN_PROVIDER } from './providers.ts'

const fieldType = z.enum(['plain', 'structured'])
const dataFields = z
  .array(z.object({ name: requiredLine('Field name', 64), data_type: z.enum(dataTypes) }))
  .check(z.maxLength(200, 'At most 200 fields'), judged(repeated))
/** What the form of a new deployment or pipeline asks for; widgets of fields are left to scripts. */
export const newVersionedForm = z.object({
  name: objectName,
  description,
  labels,
  input_type: fieldType,
  output_type: fieldType,
  input_fields: dataFields,
  output_fields: dataFields,
})
export type NewVersionedValues = z.output<typeof newVersionedForm>

export const newVersioned: z.input<typeof newVersionedForm> = {
  name: '',
  description: '',
  labels: [],
  input_type: 'plain',
  output_type: 'plain',
  input_fields: [],
  output_fields: [],
}

export const toVersionedBody = ({ labels: texts, ...values }: NewVersionedValues): CreateVersionedObject => ({
  ...values,
  labels: toLabels(texts),
})

export const newBucketForm = z
  .object({
    name: objectName,
    provider: z.string(),
    other_provider: line('Provider', 64),
    credentials: pairs('Name of the credential', 4096),
    configuration: pairs('Name of the setting', 4096),
    ttl: seconds,
    description,
    labels,
  })
  .check(
    z.refine(({ provider, other_provider }) => provider !== OTHER_PROVIDER || other_provider !== '', {
      message: 'Provider is required',
      path: ['other_provider'],
    }),
  )
export type NewBucketValues = z.output<typeof newBucketForm>

export const newBucket: z.input<typeof newBucketForm> = {
  name: '',
  provider: OWN_PROVIDER,
  other_provider: '',
  credentials: [],
  configuration: [],
  ttl: '',
  description: '',
  labels: [],
}

export function toBucketBody(values: NewBucketValues): CreateBucket {
  const { name, provider, other_provider, credentials, configuration, ttl, description: text } = values
  return {
    name,
    provider: provider === OTHER_PROVIDER ? other_provider : provider,
    ...(provider === OWN_PROVIDER
      ? {}
      : { credentials: toRecord(credentials), configuration: toRecord(configuration) }),
    ttl: ttl === '' ? null : Number(ttl),
    description: text,
    labels: toLabels(values.labels),
  }
}

export const newVersionForm = z.object({ version: createVersionBody.shape.version, description, labels })
export type NewVersionValues = z.output<typeof newVersionForm>

export const toVersionBody = ({ labels: texts, ...values }: NewVersionValues): CreateObjectVersion => ({
  ...values,
  labels: toLabels(texts),
})
