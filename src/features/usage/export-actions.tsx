import { Button } from '@mantine/core'
import { Download, Image } from 'lucide-react'
import { memo, type RefObject, useState } from 'react'
import { showToast } from '#src/components/toast.tsx'
import { downloadCsv } from '#src/lib/download.ts'
import { tellMissing } from '#src/lib/lazy-dialog.tsx'
import { usageCsv, usageFileName } from './usage-csv.ts'
import { rangeLabel } from './usage-labels.ts'
import type { UsageAddress } from './usage-range.ts'
import { labelOf, metricLabels, objectTypeLabels, periodOf, type UsageTable } from './usage-series.ts'
import type { Earlier } from './usage-view.ts'

interface ExportActionsProps {
  organization: string
  address: UsageAddress
  /** As it is on the screen. */
  table: UsageTable
  /** What its rows are compared with, where they are. */
  earlier: Earlier | undefined
  chart: RefObject<HTMLElement | null>
}

/** `Input volume of pipelines, acme`, with the project where it is of one. */
function titleOf(organization: string, { metric, type, project }: UsageAddress): string {
  const name = labelOf(metricLabels, metric)
  const what = type === '' ? name : `${name} of ${labelOf(objectTypeLabels, type).toLowerCase()}`
  return [what, organization, ...(project === '' ? [] : [project])].join(', ')
}

/** Saves what is on the screen: the numbers of the table, and the chart as it looks. */
export const ExportActions = memo(function ExportActions({
  organization,
  address,
  table,
  earlier,
  chart,
}: ExportActionsProps) {
  const [isDrawing, setIsDrawing] = useState(false)
  const range = periodOf(table.rows)
  const name = usageFileName(organization, address, table)
  const isEmpty = table.series.length === 0

  const savePicture = async (figure: HTMLElement, svg: SVGSVGElement) => {
    const loaded = await import('./chart/chart-png.ts').catch(tellMissing)
    if (!loaded) return
    const colors = getComputedStyle(figure)
    await loaded
      .downloadChartPng({
        svg,
        title: titleOf(organization, address),
        subtitle: [...(range ? [`${rangeLabel(range)} (UTC).`] : []), ...loaded.captionsIn(figure)].join(' '),
        legend: table.series.map(({ label, color }) => ({
          label,
          color: colors.getPropertyValue(`--series-${color}`),
        })),
        fileName: `${name}.png`,
      })
      .catch((error: Error) => showToast({ kind: 'error', message: error.message }))
  }
  const handlePicture = () => {
    const svg = chart.current?.querySelector('svg')
    if (!chart.current || !svg) return
    setIsDrawing(true)
    void savePicture(chart.current, svg).finally(() => setIsDrawing(false))
  }
  return (
    <>
      <Button
        variant="default"
        leftSection={<Image size={16} aria-hidden />}
        disabled={isEmpty || table.total === 0}
        loading={isDrawing}
        onClick={handlePicture}
      >
        Export PNG
      </Button>
      <Button
        variant="default"
        leftSection={<Download size={16} aria-hidden />}
        disabled={isEmpty}
        onClick={() => downloadCsv(`${name}.csv`, usageCsv(table, earlier))}
      >
        Export CSV
      </Button>
    </>
  )
})
