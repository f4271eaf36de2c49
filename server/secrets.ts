import { createHash, randomInt } from 'node:crypto'

const PREFIX = 'stw_'
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const RANDOM_LENGTH = 32
const CHECKSUM_LENGTH = 6
const SHAPE = new RegExp(`^${PREFIX}[0-9A-Za-z]{${RANDOM_LENGTH + CHECKSUM_LENGTH}}$`)
const ANYWHERE = new RegExp(`${PREFIX}[0-9A-Za-z]{${RANDOM_LENGTH + CHECKSUM_LENGTH}}`, 'g')
const SHOWN_LENGTH = PREFIX.length + 6

function checksum(random: string): string {
  let rest = createHash('sha256').update(random).digest().readUIntBE(0, 6)
  let text = ''
  for (let position = 0; position < CHECKSUM_LENGTH; position += 1) {
    text += ALPHABET[rest % ALPHABET.length]
    rest = Math.floor(rest / ALPHABET.length)
  }
  return text
}

/**
 * A new secret: `stw_`, 32 base62 characters from the system's random source and 6 of checksum, so that scanners can
 * spot a leak and a typo is refused without a query.
 */
export function newSecret(): string {
  let random = ''
  for (let position = 0; position < RANDOM_LENGTH; position += 1) random += ALPHABET[randomInt(ALPHABET.length)]
  return `${PREFIX}${random}${checksum(random)}`
}

export function isSecretShaped(text: string): boolean {
  if (!SHAPE.test(text)) return false
  const random = text.slice(PREFIX.length, PREFIX.length + RANDOM_LENGTH)
  return text.endsWith(checksum(random))
}

/** What the database keeps of a secret. The secret has 190 random bits, so a plain hash is not guessable. */
export const hashSecret = (secret: string): Buffer => createHash('sha256').update(secret).digest()

/** The first characters, for recognition in lists. */
export const secretPrefix = (secret: string): string => secret.slice(0, SHOWN_LENGTH)

/** A text that may be kept, of one into which somebody may have put a secret: of that only the first characters. */
export const withoutSecrets = (text: string): string =>
  text.replace(ANYWHERE, (secret) => `${secretPrefix(secret)}\u2026`)
