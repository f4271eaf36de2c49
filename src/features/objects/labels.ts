import { labels as labelsSchema } from '#contract/common.ts'

type Labels = Readonly<Record<string, string>>

/** `team: vision`, as a label is shown and typed; the name alone where it has no value. */
export const labelTexts = (labels: Labels): string[] =>
  Object.entries(labels).map(([name, value]) => (value === '' && !name.includes(':') ? name : `${name}: ${value}`))

function parseLabel(text: string): [name: string, value: string] {
  // Names may hold colons themselves, as `scope:name` does; only one with a space after it surely ends them.
  const spaced = text.indexOf(': ')
  const colon = spaced === -1 ? text.indexOf(':') : spaced
  return colon === -1 ? [text.trim(), ''] : [text.slice(0, colon).trim(), text.slice(colon + 1).trim()]
}

/** Values may hold spaces, so only commas, semicolons and line breaks part two labels. */
export const splitLabels = (text: string): string[] =>
  text
    .split(/[,;\n]+/)
    .map((part) => part.trim())
    .filter((part) => part !== '')

/** What keeps a text from being a label; undefined for a good one. */
export function judgeLabel(text: string): string | undefined {
  const [name, value] = parseLabel(text)
  const parsed = labelsSchema.safeParse({ [name]: value })
  if (parsed.success) return undefined
  const issue = parsed.error.issues[0]
  // What is wrong with a name lies within.
  const own = issue?.code === 'invalid_key' ? issue.issues[0] : issue
  return own?.message ?? 'Not a label'
}

/** The name that stands twice, or undefined. */
export function repeatedLabel(texts: readonly string[]): string | undefined {
  const names = texts.map((text) => parseLabel(text)[0])
  return names.find((name, index) => names.indexOf(name) !== index)
}

// From entries, not by assignment: a label may be called like something that every object has.
export const toLabels = (texts: readonly string[]): Record<string, string> => Object.fromEntries(texts.map(parseLabel))

export const isSameLabels = (one: Labels, other: Labels) =>
  Object.keys(one).length === Object.keys(other).length &&
  Object.entries(one).every(([name, value]) => Object.hasOwn(other, name) && other[name] === value)
