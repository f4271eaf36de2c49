import type { ReactNode } from 'react'
import { RelativeTime } from '#src/components/relative-time.tsx'
import { spellSeconds } from './form-parts.ts'
import { isVersioned } from './kinds.ts'
import { labelTexts } from './labels.ts'
import classes from './object.module.css'
import labelClasses from './objects.module.css'
import type { BucketItem, ProjectObject, VersionedItem } from './objects.queries.ts'
import { OWN_PROVIDER, providerLabel } from './providers.ts'

interface Fact {
  term: string
  value: ReactNode
}

/** What is known of an object besides its name. */
export function ObjectFacts({ object }: { object: ProjectObject }) {
  const texts = labelTexts(object.labels)
  const facts: Fact[] = [
    ...(isVersioned(object) ? versionedFacts(object) : bucketFacts(object)),
    ...(texts.length === 0
      ? []
      : [
          {
            term: 'Labels',
            value: (
              <span className={labelClasses.labels} data-wrap>
                {texts.map((text) => (
                  <span key={text} className={labelClasses.label} title={text}>
                    {text}
                  </span>
                ))}
              </span>
            ),
          },
        ]),
    { term: 'Created', value: <RelativeTime value={object.creation_date} /> },
    { term: 'Updated', value: <RelativeTime value={object.last_updated} /> },
  ]
  return (
    <dl className={classes.facts}>
      {facts.map(({ term, value }) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

const versionedFacts = (object: VersionedItem): Fact[] => [
  { term: 'Kind', value: object.kind === 'deployment' ? 'Deployment' : 'Pipeline' },
  { term: 'Input', value: dataSide(object.input_type, object.input_fields) },
  { term: 'Output', value: dataSide(object.output_type, object.output_fields) },
]

/** `plain`, or the fields with their types. */
function dataSide(type: string, fields: VersionedItem['input_fields']): string {
  if (fields.length === 0) return type
  return `${type}: ${fields.map(({ name, data_type }) => `${name} (${data_type})`).join(', ')}`
}

const bucketFacts = (bucket: BucketItem): Fact[] => [
  { term: 'Kind', value: 'Bucket' },
  { term: 'Provider', value: providerLabel(bucket.provider) },
  ...(bucket.provider === OWN_PROVIDER ? [] : [{ term: 'Credentials', value: 'Never shown' }]),
  ...Object.entries(bucket.configuration).map(([name, value]) => ({ term: `Configuration: ${name}`, value })),
  { term: 'Files are deleted', value: bucket.ttl ? `After ${spellSeconds(bucket.ttl)}` : 'Never by themselves' },
]
