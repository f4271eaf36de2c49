import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { renderPage } from '#src/testing/render-page.tsx'
import classes from './chart/chart.module.css'
import { ExportActions } from './export-actions.tsx'
import { toUsageAddress, usageDefaults } from './usage-range.ts'
import type { UsageTable } from './usage-series.ts'

const table: UsageTable = {
  metric: 'input_volume',
  series: [{ key: 'pipeline_version', label: 'Pipelines', color: '2', total: 5 }],
  rows: [
    {
      start: '2026-03-01',
      end: '2026-03-02',
      isRunning: false,
      isAhead: false,
      values: { pipeline_version: 5 },
      total: 5,
    },
  ],
  total: 5,
}

/** What is written into pictures, and under which names they are saved. */
let written: string[]
let saved: string[]

// This environment draws nothing.
beforeEach(() => {
  written = []
  saved = []
  const context = {
    measureText: () => ({ width: 10 }),
    fillText: (text: string) => written.push(text),
    scale: vi.fn(),
    translate: vi.fn(),
    fillRect: vi.fn(),
    drawImage: vi.fn(),
  }
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(context as never)
  vi.spyOn(HTMLCanvasElement.prototype, 'toBlob').mockImplementation((done) => done(new Blob(['png'])))
  vi.spyOn(Element.prototype, 'getBoundingClientRect').mockReturnValue(new DOMRect(0, 0, 1000, 300))
  HTMLImageElement.prototype.decode = () => Promise.resolve()
  URL.createObjectURL = () => 'blob:x'
  URL.revokeObjectURL = vi.fn()
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    saved.push(this.download)
  })
})
afterEach(() => vi.restoreAllMocks())

async function savePicture(address: Record<string, string>, captions: readonly string[]) {
  const figure = document.createElement('figure')
  figure.append(document.createElementNS('http://www.w3.org/2000/svg', 'svg'))
  const caption = document.createElement('figcaption')
  for (const text of captions) caption.append(Object.assign(document.createElement('span'), { textContent: text }))
  caption.append(
    Object.assign(document.createElement('span'), { className: classes.hint, textContent: 'Drag to zoom in.' }),
  )
  figure.append(caption)
  renderPage(
    <ExportActions
      organization="acme"
      address={toUsageAddress(Object.assign({ ...usageDefaults, metric: 'input_volume' }, address))}
      table={table}
      earlier={undefined}
      chart={{ current: figure }}
    />,
  )
  await userEvent.click(screen.getByRole('button', { name: 'Export PNG' }))
  await waitFor(() => expect(saved).toHaveLength(1))
}

test('a picture says by itself what it shows and how to read it', async () => {
  await savePicture({ type: 'pipeline_version', project: 'vision' }, [
    'Each bar is 7 days, since there is no room for each day.',
    'Thin line: 28 Feb 2026.',
  ])

  expect(written).toEqual([
    'Input volume of pipelines, acme, vision',
    '1 Mar 2026 (UTC). Each bar is 7 days, since there is no room for each day. Thin line: 28 Feb 2026.',
    'Pipelines',
  ])
  expect(saved).toEqual(['acme-vision-usage-input_volume-pipelines-2026-03-01-to-2026-03-01.png'])
})

test('a picture of everything names neither project nor object type', async () => {
  await savePicture({}, [])

  expect(written.slice(0, 2)).toEqual(['Input volume, acme', '1 Mar 2026 (UTC).'])
  expect(saved).toEqual(['acme-usage-input_volume-2026-03-01-to-2026-03-01.png'])
})
