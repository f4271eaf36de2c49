import { expect, it } from 'vitest'
import { textFinder } from './text-finder.ts'

it('finds every text wherever it lies among other bytes', () => {
  const texts = ['four', 'fourteen', 'a-longer-one-of-these', 'Grüße']
  const find = textFinder(texts)

  for (const text of texts) {
    for (let before = 0; before < 40; before += 1) {
      for (const after of [0, 1, 2, 3, 50]) {
        const data = Buffer.concat([Buffer.alloc(before, 0xff), Buffer.from(text), Buffer.alloc(after)])
        expect(find(data)).toContain(text)
      }
    }
  }
})

it('finds several, each once, also where one lies in another', () => {
  const find = textFinder(['secret-of-one', 'secret-of-two', 'of-two', 'secret-of-three'])

  const found = find(Buffer.from('secret-of-two, secret-of-one, secret-of-two'))

  expect(found.toSorted()).toEqual(['of-two', 'secret-of-one', 'secret-of-two'])
})

it.each(['', 'sec', 'secret-of-on', 'ecret-of-one', 'Secret-of-one'])('finds nothing in %j', (text) => {
  expect(textFinder(['secret-of-one'])(Buffer.from(text))).toEqual([])
})

it('takes no text that is too short to be told apart', () => {
  expect(() => textFinder(['secret', 'abc'])).toThrow(RangeError)
})
