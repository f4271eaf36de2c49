import type { ObjectKind, ProjectObject, VersionedItem, VersionedKind } from './objects.queries.ts'

export const objectKinds = ['deployment', 'pipeline', 'bucket'] as const satisfies readonly ObjectKind[]

export const kindTitles: Readonly<Record<ObjectKind, string>> = {
  deployment: 'Deployments',
  pipeline: 'Pipelines',
  bucket: 'Buckets',
}

/** The kind that an address names in the plural, as the paths of the API do. */
export const kindOfPath = (text: string): ObjectKind | undefined => objectKinds.find((kind) => `${kind}s` === text)

export const isVersionedKind = (kind: ObjectKind): kind is VersionedKind => kind !== 'bucket'
export const isVersioned = (object: ProjectObject): object is VersionedItem => isVersionedKind(object.kind)
