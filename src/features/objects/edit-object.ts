import * as z from 'zod/mini'
import { objectName, type UpdateBucket, type UpdateVersionedObject } from '#contract/objects.ts'
import { description, labels, pairs, seconds, spellSeconds, toPairs, toRecord } from './form-parts.ts'
import { isVersioned } from './kinds.ts'
import { isSameLabels, labelTexts, toLabels } from './labels.ts'
import type { ProjectObject } from './objects.queries.ts'

/** What the form of an existing object asks for; a deployment or pipeline has the first three only. */
const editForm = z.object({
  name: objectName,
  description,
  labels,
  configuration: pairs('Name of the setting', 4096),
  ttl: seconds,
})
export type EditValues = z.output<typeof editForm>

/** For a given object, since the server takes no term for "leave it as it is": it can be changed, not taken away. */
export const editFormOf = (object: ProjectObject) =>
  z.extend(editForm, {
    ttl: seconds.check(
      z.refine((text) => text !== '' || toEditValues(object).ttl === '', 'It can be changed, but not taken away'),
    ),
  })

export const toEditValues = (object: ProjectObject): EditValues => ({
  name: object.name,
  description: object.description,
  labels: labelTexts(object.labels),
  configuration: isVersioned(object) ? [] : toPairs(object.configuration),
  ttl: isVersioned(object) || object.ttl === null ? '' : String(object.ttl),
})

/** Only what differs, so that saving never takes back what somebody else has changed meanwhile. */
export function changesOf(
  before: ProjectObject,
  values: EditValues,
): Pick<UpdateVersionedObject, 'name' | 'description' | 'labels'> & Pick<UpdateBucket, 'configuration' | 'ttl'> {
  const next = { labels: toLabels(values.labels), configuration: toRecord(values.configuration) }
  const old = toEditValues(before)
  return {
    ...(values.name === before.name ? {} : { name: values.name }),
    ...(values.description === before.description ? {} : { description: values.description }),
    ...(isSame(values.labels, old.labels) || isSameLabels(before.labels, next.labels) ? {} : { labels: next.labels }),
    ...(isVersioned(before) || isSameLabels(before.configuration, next.configuration)
      ? {}
      : { configuration: next.configuration }),
    ...(isVersioned(before) || values.ttl === old.ttl || values.ttl === '' ? {} : { ttl: Number(values.ttl) }),
  }
}

const isSame = (one: readonly string[], other: readonly string[]) => one.join('\n') === other.join('\n')

/** What turned one state of an object into another, a sentence for each part. */
export function describeChanges(before: ProjectObject, after: ProjectObject): string[] {
  const changes = changesOf(before, toEditValues(after))
  const sentences = [
    changes.name !== undefined && `Name: ${after.name}`,
    changes.description !== undefined && `Description: ${after.description || 'taken away'}`,
    changes.labels !== undefined && `Labels: ${labelTexts(after.labels).join(', ') || 'none'}`,
    changes.configuration !== undefined && 'The configuration',
    changes.ttl !== undefined && `Files are deleted after ${spellSeconds(changes.ttl ?? 0)}`,
    isVersioned(before) &&
      isVersioned(after) &&
      before.default_version !== after.default_version &&
      `Default version: ${after.default_version ?? 'none'}`,
  ].filter((sentence) => sentence !== false)
  return sentences.length > 0 ? sentences : ['Something that this form does not show, or a change was taken back']
}
