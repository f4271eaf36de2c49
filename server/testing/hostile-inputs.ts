import fc from 'fast-check'

const words = (text: string): string[] => text.trim().split(/\s+/)

const invisible = ['', ' ', '\t', '\n', '\0', 'a\0b', '\u200b', 'a\u200bb', '\u202e', '\ufeff', '\u0085']
const halves = ['\ud800', '\udfff', 'a\ud83d']
const injections = ["'", '"', "'; drop table accounts; --", '$1', '${7*7}', '{{7*7}}', '../../etc/passwd', '"a b"@c.de']
const names = words(`
  % _ \\ . .. __proto__ constructor prototype toString hasOwnProperty null undefined true NaN infinity -infinity
  a@b a@b.c ä@ö.de http:// https://a.b/ file:// https://[::1] https://a.b:99999 urn:uuid:1
  {00000000-0000-0000-0000-000000000000} 00000000-0000-0000-0000-000000000000 ffffffff-ffff-ffff-ffff-ffffffffffff`)
const dates = words(`
  now today epoch allballs 2026-02-30 2026-02-29 2024-02-29 2026-13-01 0000-00-00 0000-01-01 0001-01-01 -0001-01-01
  10000-01-01 294277-01-01 9999-12-31 1969-12-31 9999-12-31T23:59:59.999999999-12:00 2026-01-01T24:00:00Z
  2026-01-01T23:59:60Z 2026-01-01T00:00:00+99:99 2026-01-01T00:00:00.1234567890Z 2026-W01-1 20260101 2026-1-1 1e400
  1767225600 2026-01-01T00:00Z`)

const longTexts = fc
  .tuple(
    fc.constantFrom('a', 'é', '\u{1F600}', '-', '0', '\u0301', '1.', ' '),
    fc.constantFrom(2, 63, 64, 65, 255, 257, 5000, 100_000),
  )
  .map(([unit, length]) => unit.repeat(length))

export const texts = fc.oneof(
  fc.constantFrom(...invisible, ...halves, ...injections, ...names, ...dates),
  longTexts,
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.string({ maxLength: 80 }),
)

/** As UTF-8 can say it: without lone surrogates. */
export const wellFormed = (text: string): string => Buffer.from(text).toString()

const numbers = fc.oneof(
  fc.constantFrom(0, -0, -1, 1.5, 2 ** 31, -(2 ** 31) - 1, 2 ** 53, 1e15, 1e16, 1e308, 5e-324),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
)
const scalars = fc.oneof(texts, numbers, fc.boolean(), fc.constant(null))
const many = Array.from({ length: 600 }, () => 'x')

/** Values of every shape that JSON can say. */
export const values: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: scalars },
  { weight: 1, arbitrary: fc.array(scalars, { maxLength: 4 }) },
  { weight: 1, arbitrary: fc.dictionary(texts, scalars, { maxKeys: 4 }) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 4 }) },
  { weight: 1, arbitrary: fc.constantFrom<unknown>({}, [], [[]], [null], [{}], many) },
)

/** Changes one value somewhere in a valid body: at the top, in a list, in an object. */
export function mutate(body: unknown, place: number, value: unknown): unknown {
  if (Array.isArray(body) && body.length > 0 && place % 3 !== 0) {
    return body.map((item: unknown, index) => (index === place % body.length ? mutate(item, place >> 2, value) : item))
  }
  if (typeof body === 'object' && body !== null && place % 7 !== 0) {
    const keys = Object.keys(body)
    const key = keys[place % keys.length]
    if (key === undefined) return value
    const { [key]: old, ...rest } = body as Record<string, unknown>
    return place % 5 === 1 ? rest : { ...rest, [key]: mutate(old, place >> 3, value) }
  }
  return value
}

const deep = (open: string, close: string, depth: number) => open.repeat(depth) + close.repeat(depth)
const oddJson = [
  ...words(`
    null true 0 - "" [] {} { } [ [,] {"a":} {'a':1} {a:1} NaN {}{} {"a":1,"a":2} {"name":1e999} {"name":-1e999}
    {"name":01} {"name":"\\ud800"} {"name":"\\u0000"} {"name":"\\x00"} {"__proto__":{"admin":true}} {"__proto__":null}
    {"__proto__":1} {"constructor":{"prototype":{"admin":true}}} {"constructor":1} {"toJSON":1} {"then":1} {"length":-1}`),
  '',
  ' ',
  '\ufeff{}',
  deep('[', ']', 5000),
  deep('{"a":', '}', 5000),
  `{"labels":${'{"a":'.repeat(2000)}1${'}'.repeat(2000)}}`,
  `{"input_fields":[{"name":"a","data_type":"int","widget":${'{"a":'.repeat(3000)}1${'}'.repeat(3000)}}]}`,
  `[${'0,'.repeat(50_000)}0]`,
  `{${Array.from({ length: 5000 }, (_, index) => `"k${index}":${index}`).join(',')}}`,
]

/** Bodies that no JSON.stringify makes: `valid` cut off or with something inserted, odd JSON, any bytes. */
export function rawBodies(valid: string): fc.Arbitrary<string | Buffer> {
  const place = fc.nat(Math.max(1, valid.length))
  return fc.oneof(
    place.map((end) => valid.slice(0, end)),
    fc
      .tuple(place, fc.string({ unit: 'binary', maxLength: 5 }))
      .map(([at, junk]) => valid.slice(0, at) + junk + valid.slice(at)),
    fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes)),
    fc.constantFrom(...oddJson),
  )
}

/** Parts of a path or query as they stand on the wire, faults of percent-encoding among them. */
export const rawParts = fc.oneof(
  texts.map((text) => encodeURIComponent(wellFormed(text))),
  fc.constantFrom(
    ...words(`
      % %% %0 %zz %00 a%00b %c0%af %ff %ed%a0%80 %2f %2e%2e ..%2f.. %252f %5c %E2%80%8B ; ;a=b : * ** + @ ~ ! ( [ { | ^
      \` \\ é`),
    '\u200b',
    'a'.repeat(300),
    'a'.repeat(9000),
  ),
)

export const rawQueries = fc.oneof(
  fc
    .array(fc.tuple(rawParts, rawParts), { maxLength: 5 })
    .map((pairs) => pairs.map((pair) => pair.join('=')).join('&')),
  fc.constantFrom(
    '',
    ...words(`
      & = == &&=& ? __proto__=1 __proto__[a]=1 constructor=1 toString=1 a[b]=c a[]=1&a[]=2 % %zz=%zz %00=%00`),
    `a=${'b'.repeat(9000)}`,
    Array.from({ length: 1500 }, (_, index) => `k${index}=v`).join('&'),
  ),
)

/** What a header may hold on the wire: bytes, but for control characters. */
const wireCharacter = fc
  .integer({ min: 0x20, max: 0xff })
  .filter((code) => code !== 0x7f)
  .map((code) => String.fromCharCode(code))
export const headerTexts = fc.oneof(
  fc.string({ unit: wireCharacter, maxLength: 60 }),
  fc.constantFrom('', ' ', ...words(', ,, " "" * W/ W/"" 0 -1 null ; ='), 'a'.repeat(4000)),
)

export const headers = fc.dictionary(
  fc.constantFrom(
    ...words(`
      if-match if-none-match idempotency-key accept accept-encoding accept-language cookie host origin referer range
      user-agent x-forwarded-for x-forwarded-proto x-forwarded-host forwarded sec-fetch-site x-request-id
      x-http-method-override expect te via access-control-request-method content-type content-encoding
      transfer-encoding x-account if-modified-since x-real-ip`),
  ),
  headerTexts,
  { maxKeys: 3 },
)

export const contentTypes = fc.oneof(
  fc.constantFrom(
    ...words(`
      application/json;charset=latin1 APPLICATION/JSON application/json; text/json application/merge-patch+json
      text/plain application/x-www-form-urlencoded multipart/form-data application/ application/xml */* ; json /`),
    'application/json; charset=utf-8',
    'multipart/form-data; boundary=a',
    'application/json, text/plain',
    '',
  ),
  headerTexts,
)

/** The valid header, a broken one, or none of our schemes; the valid one counts most, since it gets furthest. */
export const authorizations = (valid: string, token: string): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 20, arbitrary: fc.constant(valid) },
    {
      weight: 1,
      arbitrary: fc.oneof(
        headerTexts,
        fc.constantFrom('', 'Token', 'Token ', `Token ${token} `, `token\t${token}`, `Basic ${btoa('a:b')}`, 'Bearer'),
        headerTexts.map((text) => `Token ${text}`),
        headerTexts.map((text) => `Basic ${text}`),
      ),
    },
  )
