/** Splits what was typed or pasted into chips: by comma, semicolon, white space, and the quotes of a CSV. */
export function splitChips(text: string): string[] {
  return text
    .split(/[\s,;]+/)
    .map((part) => part.replaceAll(/^["'<]+|["'>]+$/g, ''))
    .filter((part) => part !== '')
}

export interface Chip {
  value: string
  /** What is wrong with it, or undefined. */
  problem: string | undefined
}

/** Judges each chip; a value that stands twice is marked from its second place on. */
export function judgeChips(
  values: readonly string[],
  judge: (value: string) => string | undefined,
  same: (value: string) => string = (value) => value.toLowerCase(),
): Chip[] {
  const seen = new Set<string>()
  return values.map((value) => {
    const key = same(value)
    const isRepeated = seen.has(key)
    seen.add(key)
    return { value, problem: isRepeated ? 'Given twice' : judge(value) }
  })
}
