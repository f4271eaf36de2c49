import { expect, test } from 'vitest'
import { downloadChartPng, linesOf } from './chart-png.ts'

test('a line takes what fits, and one thing at least', () => {
  expect(linesOf([30, 30, 30], 5, 100)).toEqual([[0, 1, 2]])
  expect(linesOf([30, 30, 30], 6, 100)).toEqual([[0, 1], [2]])
  expect(linesOf([10, 300, 10], 5, 100)).toEqual([[0], [1], [2]])
  expect(linesOf([], 5, 100)).toEqual([])
})

test('says so where there is no chart to make a picture of', async () => {
  // It is in no page, so it has no size.
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')

  await expect(downloadChartPng({ svg, title: '', subtitle: '', legend: [], fileName: 'x.png' })).rejects.toThrow(
    'There is no chart to make a picture of.',
  )
})
