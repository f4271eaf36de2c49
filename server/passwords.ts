import { hash, verify } from '@node-rs/argon2'
import { dictionary } from '@zxcvbn-ts/language-common'
import { DomainError } from './errors.ts'

/** Source: https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html#argon2id */
const COST = { memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 }
const { memoryCost, timeCost, parallelism } = COST
const encoded = (bytes: number) => Buffer.alloc(bytes).toString('base64').replace(/=+$/, '')
/** Costs as much to check as a real one, and no password fits. */
const NO_HASH = `$argon2id$v=19$m=${memoryCost},t=${timeCost},p=${parallelism}$${encoded(16)}$${encoded(32)}`

// The same letter typed on another system can be made of other code points.
const normalized = (password: string) => password.normalize('NFKC')

export const hashPassword = (password: string): Promise<string> => hash(normalized(password), COST)

/** Whether it is the password of this hash. Without a hash it never is, which takes as long to find out. */
export async function verifyPassword(passwordHash: string | null | undefined, password: string): Promise<boolean> {
  const fits = await verify(passwordHash ?? NO_HASH, normalized(password))
  return fits && typeof passwordHash === 'string'
}

export interface PasswordOwner {
  email: string
  name: string
  surname: string
}

/** Throws `password_common` for what a guesser tries first; its field is named as in the request. */
export function requireUncommonPassword(password: string, owner: PasswordOwner, field = 'password'): void {
  if (!isCommon(password) && !isMadeOf(password, owner)) return
  throw new DomainError('password_common', 'This password is easy to guess; choose another one', {
    [field]: 'Easy to guess: a common password, a pattern, or your own name',
  })
}

/** The 49,000 most common passwords of public leaks, in lower case; most are shorter than what we accept. */
const leaked = new Set(dictionary['passwords-common'])

const LOOKALIKES: Record<string, string> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
}
const withoutLookalikes = (text: string) => text.replace(/[013457@$]/g, (sign) => LOOKALIKES[sign] ?? sign)
const withoutTrimmings = (text: string) => text.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '')

/** A leaked password, also with digits and signs around it or lookalikes in it, twice in a row, or a pattern. */
function isCommon(password: string): boolean {
  const text = password.toLowerCase()
  const core = withoutTrimmings(text)
  const variants = [text, core, withoutLookalikes(core), withoutTrimmings(withoutLookalikes(text)), repeatedPart(text)]
  return variants.some((variant) => variant.length > 3 && leaked.has(variant)) || isMonotonous(text)
}

function repeatedPart(text: string): string {
  const period = `${text}${text}`.indexOf(text, 1)
  return text.slice(0, period)
}

const ROWS = ['abcdefghijklmnopqrstuvwxyz', '01234567890', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm']
const PAIRS = new Set(
  ROWS.flatMap((row) => row.split('').flatMap((key, i) => [`${key}${row[i + 1]}`, `${row[i + 1]}${key}`])),
)

/** Hardly any different characters, or runs along the alphabet, the digits or a row of keys, three long on average. */
function isMonotonous(text: string): boolean {
  const characters = Array.from(text)
  if (new Set(characters).size < 5) return true
  const breaks = characters.slice(1).filter((character, i) => !PAIRS.has(`${characters[i]}${character}`)).length
  return (breaks + 1) * 3 <= characters.length
}

/** Nothing but the owner's e-mail and name, our own name, digits and signs. */
function isMadeOf(password: string, { email, name, surname }: PasswordOwner): boolean {
  const parts = [email, ...`${email} ${name} ${surname} steward`.split(/[^\p{L}\p{N}]+/u)]
    .map((part) => part.toLowerCase())
    .filter((part) => part.length > 2)
    .sort((a, b) => b.length - a.length)
  const rest = parts.reduce((text, part) => text.replaceAll(part, ' '), password.toLowerCase())
  return rest !== password.toLowerCase() && !/\p{L}/u.test(rest)
}
