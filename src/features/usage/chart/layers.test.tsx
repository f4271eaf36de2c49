import { render } from '@testing-library/react'
import type { ReactNode } from 'react'
import { expect, it } from 'vitest'
import type { Series } from '#src/features/usage/usage-series.ts'
import { bucketOf, chartScale as scale } from '#src/testing/usage-chart.ts'
import { TimeAxis, ValueAxis } from './axes.tsx'
import type { Bucket } from './buckets.ts'
import { Bars, Earlier, Lines, RunningTotal } from './layers.tsx'

const series: Series[] = [
  { key: 'a', label: 'A', color: '1', total: 0 },
  { key: 'b', label: 'B', color: '2', total: 0 },
]
const dayOf = (day: number, change: Partial<Bucket> = {}) =>
  bucketOf({ start: `2026-01-0${day}`, end: `2026-01-0${day + 1}`, ...change })

const draw = (layer: ReactNode) => render(<svg>{layer}</svg>).container
/** Of each path that draws anything, whose series it is and where it goes. */
const pathsIn = (drawing: HTMLElement) =>
  [...drawing.querySelectorAll('path')]
    .map((path) => [path.closest('[data-color]')?.getAttribute('data-color') ?? '', path.getAttribute('d') ?? ''])
    .filter(([, d]) => d !== '')

it('hatches the bars that may still grow in the colour of their series', () => {
  const drawing = draw(<Bars scale={scale} buckets={[dayOf(1), dayOf(2, { isRunning: true })]} series={series} />)

  expect(pathsIn(drawing)).toHaveLength(4)
  const [, hatched] = drawing.querySelectorAll<SVGPathElement>('g path')
  const pattern = /#(.+?)"?\)/.exec(hatched?.style.fill ?? '')?.[1]
  expect(drawing.querySelector(`pattern[id="${pattern}"] rect`)).toHaveAttribute('data-color', '1')
})

it('draws a line for each series, and apart from it the way to what is not over yet', () => {
  const buckets = [dayOf(1), dayOf(2, { values: { a: 30, b: 0 } }), dayOf(3, { isRunning: true })]

  expect(pathsIn(draw(<Lines scale={scale} buckets={buckets} series={series} />))).toEqual([
    ['1', 'M100,100L200,80'],
    ['1', 'M200,80L300,100'],
    ['2', 'M100,90L200,110'],
    ['2', 'M200,110L300,90'],
  ])
})

it('breaks a line where there is nothing to say', () => {
  const buckets = [dayOf(1, { earlier: 0 }), dayOf(2), dayOf(3, { earlier: 100 })]

  expect(pathsIn(draw(<Earlier scale={scale} buckets={buckets} view="lines" />))).toEqual([['', 'M100,110ZM300,10Z']])
  expect(pathsIn(draw(<Earlier scale={scale} buckets={buckets} view="stacked" />))).toEqual([
    ['', 'M50 110H150M250 10H350'],
  ])
})

it('fills the area of each series on top of those below it, and goes on with what is expected', () => {
  const buckets = [dayOf(1), dayOf(2), dayOf(3, { isAhead: true, expected: 60 })]

  expect(pathsIn(draw(<RunningTotal scale={scale} buckets={buckets} series={series} />))).toEqual([
    ['1', 'M100,100L200,100L200,110L100,110Z'],
    ['2', 'M100,80L200,80L200,100L100,100Z'],
    ['', 'M200,80L300,50'],
  ])
})

it('marks values beside lines across the plot, and days below it', () => {
  const drawing = draw(
    <>
      <ValueAxis scale={scale} ticks={[0, 50, 100]} />
      <TimeAxis scale={scale} buckets={[dayOf(1), dayOf(2), dayOf(3)]} interval="day" />
    </>,
  )

  expect(pathsIn(drawing)).toEqual([
    ['', 'M50 110h300M50 60h300M50 10h300'],
    ['', 'M50 110h300'],
  ])
  const labels = [...drawing.querySelectorAll('text')].map((text) => [
    text.textContent,
    Number(text.getAttribute('x')),
    Number(text.getAttribute('y')),
  ])
  expect(labels).toEqual([
    ['0', 42, 110],
    ['50', 42, 60],
    ['100', 42, 10],
    ['1 Jan', 100, 118],
    ['2 Jan', 200, 118],
    ['3 Jan', 300, 118],
  ])
})
