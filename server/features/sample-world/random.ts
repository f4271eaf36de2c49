import { createHash } from 'node:crypto'
import { UUID } from 'uuidv7'

const DAY_MS = 86_400_000

/** The same seed gives the same numbers (sfc32). For made-up data only: everything it gives can be foreseen. */
export class Random {
  readonly #seed: string
  readonly #state: Uint32Array

  constructor(seed: string) {
    this.#seed = seed
    const digest = createHash('sha256').update(seed).digest()
    this.#state = Uint32Array.from([0, 4, 8, 12], (offset) => digest.readUInt32LE(offset))
  }

  /** A stream of its own, so that a subject that takes more numbers than before leaves the others as they are. */
  fork(label: string): Random {
    return new Random(`${this.#seed}/${label}`)
  }

  uint32(): number {
    const [a = 0, b = 0, c = 0, counter = 0] = this.#state
    const result = (a + b + counter) >>> 0
    this.#state[0] = b ^ (b >>> 9)
    this.#state[1] = c + (c << 3)
    this.#state[2] = ((c << 21) | (c >>> 11)) + result
    this.#state[3] = counter + 1
    return result
  }

  /** From `min` up to, but not including, `max`. */
  between(min: number, max: number): number {
    return min + (this.uint32() / 2 ** 32) * (max - min)
  }

  /** Both ends included. */
  integer(min: number, max: number): number {
    return Math.floor(this.between(min, max + 1))
  }

  chance(probability: number): boolean {
    return this.between(0, 1) < probability
  }

  /** Throws a RangeError for an empty list. */
  pick<Item>(items: readonly Item[]): Item {
    if (items.length === 0) throw new RangeError('Nothing to pick from')
    return items[this.integer(0, items.length - 1)] as Item
  }

  /** Different items in random order; all of them where there are no more than `count`. */
  sample<Item>(items: readonly Item[], count: number): Item[] {
    const left = Array.from(items.keys())
    const picked: Item[] = []
    while (picked.length < count && left.length > 0) {
      const position = this.integer(0, left.length - 1)
      const index = left[position]
      left[position] = left.at(-1) ?? 0
      left.pop()
      if (index !== undefined) picked.push(items[index] as Item)
    }
    return picked
  }

  /** The standard normal distribution (Box and Muller). */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.between(0, 1))) * Math.cos(2 * Math.PI * this.between(0, 1))
  }

  bytes(length: number): Buffer {
    return Buffer.from(Uint8Array.from({ length }, () => this.uint32() & 0xff))
  }

  /** A UUID of version 7 that sorts by `at`. */
  id(at: Date): string {
    const randomA = this.uint32() & 0xfff
    const randomBHigh = this.uint32() & 0x3fff_ffff
    return UUID.fromFieldsV7(at.getTime(), randomA, randomBHigh, this.uint32()).toString()
  }

  /** An instant that lies between so many days before `now`, on any minute. */
  daysBefore(now: Date, fewest: number, most: number): Date {
    return new Date(Math.floor((now.getTime() - this.between(fewest, most) * DAY_MS) / 1000) * 1000)
  }
}
