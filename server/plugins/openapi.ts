import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import { createJsonSchemaTransform } from 'fastify-type-provider-zod'
import type { OpenAPIV3_1 } from 'openapi-types'
import * as z from 'zod/mini'
import type { Endpoint } from '#contract/endpoint.ts'
import { commonErrors, type ErrorCode, errorBody, errorStatus, fieldErrors } from '#contract/error.ts'

type Document = OpenAPIV3_1.Document
type Operation = OpenAPIV3_1.OperationObject

const DESCRIPTION = `Organizations, their users, service users, roles, role assignments and usage.

Operations marked \`x-extension\` go beyond the public documents this API follows. Every refusal has the form of
\`Error\`, but for a 400 of the account API (\`/v1\`), which has that of \`FieldErrors\`; \`x-error-codes\` lists the
codes an operation can refuse with beyond those any operation can. \`x-api-key-types\` lists the API keys of account
service users that open an operation; those of the account API are open to all of them.`

const statusText: Record<number, string> = {
  200: 'Done',
  201: 'Created',
  204: 'Done; no body',
  400: 'The request is not valid',
  401: 'No or dead credentials',
  403: 'Not allowed',
  404: 'Unknown, or not yours',
  409: 'In conflict with what is there',
  410: 'Over',
  412: 'Changed by somebody else in the meantime',
  413: 'The body is too large',
  415: 'The body is not JSON',
  429: 'Too many attempts; Retry-After and x-ratelimit-reset say for how many seconds to wait',
  500: 'A bug of the server',
  503: 'The database is away; Retry-After says for how many seconds to wait',
}

const toJsonSchema = createJsonSchemaTransform({
  zodToJsonConfig: {
    override({ zodSchema: { _zod: schema }, jsonSchema }) {
      // Answers may gain fields without notice.
      if (schema.def.type === 'object') delete jsonSchema.additionalProperties
      // A map of any JSON: its schema contains itself, and an empty one says the same.
      if (schema.def.type === 'record' && isLazy(schema.def)) jsonSchema.additionalProperties = {}
    },
  },
})
const isLazy = (record: object) => 'valueType' in record && (record.valueType as z.ZodMiniType)._zod.def.type === 'lazy'

const header = (name: string, description: string): OpenAPIV3_1.ParameterObject => ({
  name,
  in: 'header',
  required: false,
  schema: { type: 'string' },
  description,
})
const ifMatch = header('If-Match', 'The ETag of the state that the change is meant for; 412 when it is another')
const idempotencyKey = header(
  'Idempotency-Key',
  '16 to 255 characters: the same key and request get the first answer again, for 10 minutes',
)
const account = header(
  'X-Account',
  'The organization, for a person who is in several; an API key has an account of its own',
)

/**
 * Collects what is registered from here on into an OpenAPI 3.1 document at /v2.1/openapi.json, readable at /docs.
 * `endpoints` is asked when the document is first needed.
 */
export async function describeApi(app: FastifyInstance, endpoints: () => Iterable<Endpoint>): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.1',
      info: { title: 'Steward', version: '2.1', description: DESCRIPTION, license: { name: 'MIT', identifier: 'MIT' } },
      security: [{ token: [] }, { session: [] }],
      components: {
        securitySchemes: {
          token: {
            type: 'apiKey',
            in: 'header',
            name: 'Authorization',
            description: '`Token <token>` (or `Bearer <token>`): a personal token, or the token of a service user',
          },
          basic: {
            type: 'http',
            scheme: 'basic',
            description: 'The username of an account service user and its API key, or e-mail and personal token',
          },
          session: {
            type: 'apiKey',
            in: 'cookie',
            name: 'steward',
            description: 'The cookie of a browser that is signed in; by https its name is `__Host-steward`',
          },
        },
      },
    } as OpenAPIV3_1.Document,
    transform: (route) =>
      // What has no operation is no part of the API.
      route.schema && 'operationId' in route.schema
        ? toJsonSchema(route as Parameters<typeof toJsonSchema>[0])
        : { schema: { hide: true } as object, url: route.url },
    transformObject: (given) => complete((given as { openapiObject: Document }).openapiObject, endpoints()),
  })
  app.get('/v2.1/openapi.json', async (_request, reply) =>
    reply.header('cache-control', 'no-store').send(app.swagger()),
  )
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    logo: null as never,
    theme: { title: 'Steward API' },
    uiConfig: { layout: 'BaseLayout', deepLinking: true, docExpansion: 'none', defaultModelsExpandDepth: -1 },
    staticCSP: {
      'default-src': "'none'",
      'script-src': "'self'",
      'style-src': "'self'",
      // Its style sheet draws arrows from such addresses.
      'img-src': "'self' data:",
      'connect-src': "'self'",
      'base-uri': "'none'",
      'form-action': "'none'",
      'frame-ancestors': "'none'",
    },
  })
}

/** Adds what the routes' schemas cannot say: refusals in one place, answers without a body, and headers. */
function complete(document: Document, endpoints: Iterable<Endpoint>): Document {
  document.components = {
    ...document.components,
    schemas: { Error: toComponent(errorBody), FieldErrors: toComponent(fieldErrors) },
  }
  for (const endpoint of endpoints) {
    const path = document.paths?.[endpoint.path.replaceAll(/:(\w+)/g, '{$1}')]
    const operation = path?.[endpoint.method.toLowerCase() as 'get'] as Operation | undefined
    if (!operation) throw new Error(`${endpoint.operation} is registered and not in the OpenAPI document`)
    completeOperation(operation, endpoint)
  }
  return document
}

function toComponent(schema: z.ZodMiniType): OpenAPIV3_1.SchemaObject {
  const { $schema: _dialect, ...component } = z.toJSONSchema(schema)
  return component as OpenAPIV3_1.SchemaObject
}

function completeOperation(operation: Operation, endpoint: Endpoint): void {
  const success = operation.responses?.[endpoint.status] as OpenAPIV3_1.ResponseObject | undefined
  const etag = { ETag: { schema: { type: 'string' }, description: 'The state, for If-Match' } } as const
  operation.responses = {
    [endpoint.status]: {
      ...success,
      description: statusText[endpoint.status] ?? '',
      ...(endpoint.etag && endpoint.status !== 204 ? { headers: etag } : {}),
    },
    ...refusals(endpoint),
  }
  const parameters = [
    ...(endpoint.access === 'account' ? [account] : []),
    ...(endpoint.etag && endpoint.method !== 'GET' ? [ifMatch] : []),
    ...(endpoint.idempotent ? [idempotencyKey] : []),
  ]
  if (parameters.length > 0) operation.parameters = [...(operation.parameters ?? []), ...parameters]
}

function refusals({ access, errors }: Endpoint): Record<string, OpenAPIV3_1.ResponseObject> {
  const byStatus = new Map<number, ErrorCode[]>()
  for (const code of [...commonErrors, ...errors]) {
    const codes = byStatus.get(errorStatus[code]) ?? []
    byStatus.set(errorStatus[code], [...codes, code])
  }
  const nameOf = (status: number) => (access === 'account' && status === 400 ? 'FieldErrors' : 'Error')
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      status,
      {
        description: `${statusText[status] ?? 'Refused'}: ${codes.map((code) => `\`${code}\``).join(', ')}`,
        content: { 'application/json': { schema: { $ref: `#/components/schemas/${nameOf(status)}` } } },
      },
    ]),
  )
}
