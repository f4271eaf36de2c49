/** Tokens and keys, whose ends would give away much already. */
const TAIL_LENGTH = 16

/** Every way in which a text, or the end of a token, may lie in a row, a file or a line of the log. */
export function formsOf(secret: string): string[] {
  if (secret.startsWith('stw_') && secret.length > TAIL_LENGTH) {
    return [...writtenForms(secret), ...writtenForms(secret.slice(-TAIL_LENGTH))]
  }
  return writtenForms(secret)
}

function writtenForms(secret: string): string[] {
  const bytes = Buffer.from(secret)
  // In Base64 a text looks different depending on where it starts; the first and last signs mix with its neighbours.
  const base64 = [0, 1, 2].flatMap((offset) => {
    const shifted = Buffer.concat([Buffer.alloc(offset), bytes])
    return [shifted.toString('base64'), shifted.toString('base64url')].map((text) => text.slice(4, text.length - 4))
  })
  return [secret, encodeURIComponent(secret), bytes.toString('hex'), bytes.toString('hex').toUpperCase(), ...base64]
}

/** The names of the secrets that a text holds in any form. */
export const findIn = (text: string, secrets: Record<string, string>): string[] =>
  Object.entries(secrets).flatMap(([name, secret]) =>
    formsOf(secret).some((form) => text.includes(form)) ? [name] : [],
  )
