import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AnswerScanner, message, startupCode, takeFrame } from './embedded-protocol.ts'

const bytes = fc.uint8Array({ maxLength: 400 }).map((array) => Buffer.from(array))
const frame = fc.tuple(fc.constantFrom('Q', 'D', 'E', 'S'), bytes).map(([type, body]) => message(type, body))

/** Cuts bytes into pieces, as a socket does wherever it likes. */
function cut(all: Buffer, lengths: number[]): Buffer[] {
  const pieces: Buffer[] = []
  let rest = all
  for (const length of lengths) {
    pieces.push(rest.subarray(0, length))
    rest = rest.subarray(length)
  }
  return [...pieces, rest]
}

describe('takeFrame', () => {
  test('finds the same frames however the stream is cut', () => {
    fc.assert(
      fc.property(fc.array(frame), fc.array(fc.nat(100)), (frames, lengths) => {
        const received: Buffer[] = []
        const found: Buffer[] = []
        for (const piece of cut(Buffer.concat(frames), lengths)) {
          received.push(piece)
          for (let next = takeFrame(received, 'typed'); next; next = takeFrame(received, 'typed')) found.push(next)
        }
        expect(found.map(String)).toEqual(frames.map(String))
        expect(Buffer.concat(received)).toHaveLength(0)
      }),
    )
  })

  test.each([
    ['typed', 'Q\x00\x00\x00\x03'],
    ['typed', 'Q\x7f\xff\xff\xff'],
    ['typed', 'Q\xff\xff\xff\xff'],
    ['untyped', '\x00\x00\xff\xff'],
  ] as const)('refuses a %s frame with an impossible length', (kind, text) => {
    expect(() => takeFrame([Buffer.from(text, 'latin1')], kind)).toThrow('Not a frame')
  })
})

test('startupCode tells a start from a request to encrypt and the rest', () => {
  const startup = (code: number) => {
    const buffer = Buffer.alloc(8)
    buffer.writeInt32BE(8)
    buffer.writeInt32BE(code, 4)
    return buffer
  }
  expect(startupCode(startup(196608))).toBe('version3')
  expect(startupCode(startup(80877103))).toBe('encryption')
  expect(startupCode(startup(80877102))).toBe('other')
  expect(startupCode(Buffer.alloc(4))).toBe('other')
})

test('AnswerScanner sees how an answer ends and whether it failed, however it is cut', () => {
  fc.assert(
    fc.property(fc.array(frame), fc.constantFrom('I', 'T', 'E'), fc.array(fc.nat(20)), (frames, status, lengths) => {
      const scanner = new AnswerScanner()
      expect(scanner.isEmpty).toBe(true)
      const answer = Buffer.concat([...frames, message('Z', Buffer.from(status))])
      for (const piece of cut(answer, lengths)) scanner.push(piece)
      expect(scanner).toMatchObject({ status, isEmpty: false, hasError: frames.some(([type]) => type === 0x45) })
    }),
  )
})
