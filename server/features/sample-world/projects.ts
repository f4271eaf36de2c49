import type { ObjectField } from '#server/db/schema.ts'
import type { SampleOrganization } from './organizations.ts'
import type { Random } from './random.ts'
import type { Row } from './tables.ts'

const DAY_MS = 86_400_000

type ObjectPlan = [name: string, versions: number, description: string]

interface ProjectPlan {
  name: string
  deployments: ObjectPlan[]
  pipelines: ObjectPlan[]
  buckets: [name: string, description: string][]
}

const plans: Record<string, ProjectPlan[]> = {
  'acme-vision': [
    {
      name: 'defect-detection',
      deployments: [
        ['surface-inspector', 3, 'Finds scratches and dents on stamped parts'],
        ['weld-classifier', 2, 'Tells good welds from porous ones'],
        ['defect-segmenter', 2, 'Outlines each defect in a picture'],
        ['image-normalizer', 1, 'Evens out light and scale before anything else looks'],
        ['report-writer', 1, 'Turns the findings of a shift into a PDF'],
      ],
      pipelines: [
        ['inspection-flow', 2, 'Normalise, inspect, outline, decide'],
        ['retraining-flow', 1, 'Collects what people corrected and trains again'],
      ],
      buckets: [
        ['inspection-images', 'Pictures of the last 90 days'],
        ['reports', 'Reports per shift'],
        ['training-sets', 'What the models were trained on'],
      ],
    },
    {
      name: 'shelf-analytics',
      deployments: [
        ['shelf-detector', 3, 'Finds products on shelves'],
        ['price-tag-reader', 2, 'Reads price tags'],
        ['stock-estimator', 1, 'Estimates what is left behind the first row'],
        ['planogram-matcher', 1, 'Compares a shelf with its plan'],
      ],
      pipelines: [['store-walk', 2, 'From a video of an aisle to a list of gaps']],
      buckets: [
        ['store-photos', 'Photos as the stores send them'],
        ['exports', 'Lists for the buyers'],
      ],
    },
    {
      name: 'visual-search',
      deployments: [
        ['image-embedder', 3, 'Pictures to vectors'],
        ['similarity-ranker', 2, 'Orders candidates by likeness'],
        ['query-parser', 1, 'Understands what was typed beside the picture'],
      ],
      pipelines: [['search-flow', 2, 'From picture and words to products']],
      buckets: [['catalogue-images', 'One picture per product']],
    },
    {
      name: 'image-labelling',
      deployments: [
        ['pre-labeller', 2, 'Proposes labels that people then correct'],
        ['consensus-scorer', 1, 'How far the labels of several people agree'],
        ['tile-cutter', 1, 'Cuts large pictures into tiles'],
      ],
      pipelines: [['labelling-round', 1, 'One round from raw pictures to agreed labels']],
      buckets: [
        ['raw-images', 'Pictures without labels'],
        ['labelled-images', 'Pictures with agreed labels'],
      ],
    },
    {
      name: 'edge-gateway',
      deployments: [
        ['frame-sampler', 2, 'Picks the frames worth sending'],
        ['telemetry-collector', 2, 'Takes in the state of every gateway'],
      ],
      pipelines: [['edge-sync', 1, 'Brings new models to the gateways']],
      buckets: [['edge-uploads', 'What gateways send when they are back online']],
    },
    { name: 'acme-sandbox', deployments: [], pipelines: [], buckets: [] },
  ],
  'harbor-logistics': [
    {
      name: 'route-planner',
      deployments: [
        ['route-optimizer', 3, 'Plans the day of every truck'],
        ['eta-predictor', 2, 'When a truck will be there'],
      ],
      pipelines: [['dispatch-flow', 2, 'From orders to tours']],
      buckets: [['route-archive', 'Tours as they were driven']],
    },
    {
      name: 'demand-forecast',
      deployments: [
        ['demand-model', 2, 'Pallets per terminal and day'],
        ['holiday-calendar', 1, 'Which days are not like others'],
      ],
      pipelines: [['weekly-forecast', 1, 'Runs every Sunday night']],
      buckets: [['forecasts', 'Forecasts as they were sent']],
    },
    {
      name: 'container-ocr',
      deployments: [
        ['code-reader', 2, 'Reads container codes at the gate'],
        ['damage-spotter', 1, 'Finds dents and rust'],
      ],
      pipelines: [['gate-check', 1, 'Everything that happens while a truck waits']],
      buckets: [['gate-images', 'Pictures of the gate cameras']],
    },
  ],
  'willow-energy': [
    {
      name: 'grid-forecast',
      deployments: [
        ['load-model', 2, 'Load per substation and quarter of an hour'],
        ['price-model', 1, 'Day-ahead prices'],
      ],
      pipelines: [['day-ahead', 1, 'The bid for tomorrow']],
      buckets: [['grid-history', 'Measured load']],
    },
    {
      name: 'turbine-health',
      deployments: [['vibration-model', 2, 'Wear of bearings from their vibration']],
      pipelines: [['turbine-check', 1, 'Every turbine, every hour']],
      buckets: [['sensor-dumps', 'Raw sensor data']],
    },
  ],
  'tinker-lab': [
    {
      name: 'tinker-playground',
      deployments: [['hello-model', 1, 'Our first deployment']],
      pipelines: [['first-pipeline', 1, 'Our first pipeline']],
      buckets: [['scratch', 'Anything']],
    },
  ],
  'sunset-media': [
    {
      name: 'subtitle-archive',
      deployments: [['subtitle-writer', 2, 'Subtitles in five languages']],
      pipelines: [['episode-flow', 1, 'From an episode to its subtitles']],
      buckets: [['episodes', 'Sound tracks']],
    },
  ],
}

const field = (name: string, dataType: string): ObjectField => ({ name, data_type: dataType, widget: {} })

const interfaces: readonly { inputFields: ObjectField[]; outputFields: ObjectField[] }[] = [
  {
    inputFields: [field('image', 'file')],
    outputFields: [field('labels', 'array_string'), field('scores', 'array_double')],
  },
  {
    inputFields: [field('records', 'dict'), field('horizon', 'int')],
    outputFields: [field('prediction', 'array_double'), field('confidence', 'double')],
  },
  {
    inputFields: [field('document', 'file'), field('language', 'string')],
    outputFields: [field('result', 'dict'), field('needs_review', 'bool')],
  },
]

type VersionRow = Row['objectVersions']

export interface SampleObject {
  row: Row['objects']
  /** Oldest first. */
  versions: VersionRow[]
}

export interface SampleProject {
  organization: SampleOrganization
  row: Row['projects']
  objects: SampleObject[]
}

/** Every project with its deployments, pipelines and buckets; the first project of an organization is as old as that. */
export function createProjects(
  random: Random,
  now: Date,
  organizations: readonly SampleOrganization[],
): SampleProject[] {
  return organizations.flatMap((organization) =>
    (plans[organization.name] ?? []).map((plan, index) => {
      const ageDays = (now.getTime() - organization.createdAt.getTime()) / DAY_MS
      const createdAt = random.daysBefore(now, ageDays * (1 - 0.09 * index) - 0.5, ageDays * (1 - 0.09 * index))
      const project: SampleProject = {
        organization,
        row: { id: random.id(createdAt), organizationId: organization.id, name: plan.name, createdAt },
        objects: [],
      }
      for (const object of plan.deployments)
        project.objects.push(createObject(random, now, project, 'deployment', object))
      for (const object of plan.pipelines) project.objects.push(createObject(random, now, project, 'pipeline', object))
      for (const bucket of plan.buckets) project.objects.push(createBucket(random, now, project, bucket))
      return project
    }),
  )
}

const tenant = ({ row }: SampleProject) => ({ organizationId: row.organizationId, projectId: row.id })

/** The first objects are as old as the project, and an old one has had time for its versions. */
function createObject(
  random: Random,
  now: Date,
  project: SampleProject,
  kind: 'deployment' | 'pipeline',
  [name, versionCount, description]: ObjectPlan,
): SampleObject {
  const projectAgeDays = (now.getTime() - project.row.createdAt.getTime()) / DAY_MS
  const sibling = project.objects.filter(({ row }) => row.kind === kind).length
  const createdAt = random.daysBefore(
    now,
    projectAgeDays * (0.97 - 0.15 * sibling),
    projectAgeDays * (1 - 0.15 * sibling),
  )
  const ageDays = (now.getTime() - createdAt.getTime()) / DAY_MS
  const id = random.id(createdAt)
  const versions = Array.from({ length: versionCount }, (_, index): VersionRow => {
    const share = index / versionCount
    const versionCreatedAt =
      index === 0 ? createdAt : random.daysBefore(now, ageDays * (1 - share) * 0.9, ageDays * (1 - share))
    return {
      ...tenant(project),
      id: random.id(versionCreatedAt),
      objectId: id,
      name: `v${index + 1}`,
      description:
        index === 0 ? 'First version' : random.pick(['Faster', 'New model', 'Larger pictures', 'Fewer errors']),
      labels: { runtime: random.pick(['python3-11', 'python3-12', 'r4-4']) },
      createdAt: versionCreatedAt,
      updatedAt: versionCreatedAt,
    }
  })
  const isStructured = random.chance(0.8)
  return {
    row: {
      ...tenant(project),
      id,
      kind,
      name,
      description,
      labels: { team: random.pick(['factory', 'platform', 'research', 'retail']) },
      inputType: isStructured ? 'structured' : 'plain',
      outputType: isStructured ? 'structured' : 'plain',
      ...(isStructured ? random.pick(interfaces) : {}),
      defaultVersion: versions.at(-1)?.name ?? null,
      createdAt,
      updatedAt: versions.at(-1)?.createdAt ?? createdAt,
    },
    versions,
  }
}

function createBucket(
  random: Random,
  now: Date,
  project: SampleProject,
  [name, description]: [string, string],
): SampleObject {
  const projectAgeDays = (now.getTime() - project.row.createdAt.getTime()) / DAY_MS
  const createdAt = random.daysBefore(now, projectAgeDays * 0.5, projectAgeDays)
  return {
    row: {
      ...tenant(project),
      id: random.id(createdAt),
      kind: 'bucket',
      name,
      description,
      provider: 'ubiops',
      ttl: random.pick([null, 7_776_000, 31_536_000]),
      createdAt,
      updatedAt: createdAt,
    },
    versions: [],
  }
}
