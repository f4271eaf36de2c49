import { formatCount } from './numbers.ts'

const rules = new Intl.PluralRules('en')

/** `1 member`, `2 members`, `1,000 members`. */
export function plural(count: number, one: string, other = `${one}s`): string {
  return `${formatCount(count)} ${rules.select(count) === 'one' ? one : other}`
}

const list = new Intl.ListFormat('en', { type: 'conjunction' })

/** `a, b, and c` */
export function joinList(items: readonly string[]): string {
  return list.format(items)
}
