const GRAM_BYTES = 4
const MARK_BITS = 24

const toMark = (gram: number) => Math.imul(gram, 0x9e3779b1) >>> (32 - MARK_BITS)

/**
 * Tells which of many texts some bytes hold, as quickly for fifty thousand texts as for one: of the bytes it reads four
 * at every nth place, where n is so small that four of them lie in any of the texts, and compares with the texts that
 * have these four. (Of the usual tools, only GNU grep is quick with so many.)
 */
export function textFinder(texts: Iterable<string>): (data: Buffer) => string[] {
  const needles = Array.from(new Set(texts), (text) => ({ text, bytes: Buffer.from(text) }))
  const shortest = needles.reduce((least, { bytes }) => Math.min(least, bytes.length), Number.POSITIVE_INFINITY)
  const stride = shortest - GRAM_BYTES + 1
  if (stride < 1) throw new RangeError(`Every text has to have ${GRAM_BYTES} bytes`)

  const marks = new Uint8Array(2 ** MARK_BITS)
  const candidates = new Map<number, { text: string; bytes: Buffer; offset: number }[]>()
  for (const needle of needles) {
    for (let offset = 0; offset < stride; offset += 1) {
      const gram = needle.bytes.readInt32LE(offset)
      marks[toMark(gram)] = 1
      const others = candidates.get(gram)
      if (others) others.push({ ...needle, offset })
      else candidates.set(gram, [{ ...needle, offset }])
    }
  }

  return (data) => {
    const found = new Set<string>()
    for (let place = 0; place + GRAM_BYTES <= data.length; place += stride) {
      const gram = data.readInt32LE(place)
      if (marks[toMark(gram)] === 0) continue
      for (const { text, bytes, offset } of candidates.get(gram) ?? []) {
        const start = place - offset
        if (start >= 0 && bytes.equals(data.subarray(start, start + bytes.length))) found.add(text)
      }
    }
    return [...found]
  }
}
