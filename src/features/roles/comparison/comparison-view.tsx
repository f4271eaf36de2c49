import { Button } from '@mantine/core'
import { useDeferredValue, useMemo, useState } from 'react'
import { permissions } from '#contract/permissions.ts'
import { EmptyState } from '#src/components/empty-state.tsx'
import { formatCount } from '#src/lib/numbers.ts'
import { plural } from '#src/lib/plural.ts'
import type { ComparedRole } from './compared-role.ts'
import { ComparisonGrid, type ComparisonGridProps } from './comparison-grid.tsx'
import { filterSections, type RowFilter } from './comparison-rows.ts'
import { FilterBar } from './filter-bar.tsx'
import { NearDuplicates } from './near-duplicates.tsx'
import classes from './role-comparison.page.module.css'
import { findNearDuplicates } from './similarity.ts'
import { suggestedFor } from './suggestions.ts'

export interface ComparisonViewProps
  extends Pick<ComparisonGridProps, 'project' | 'onToggle' | 'onRefused' | 'onRemove' | 'onRole'> {
  roles: readonly ComparedRole[]
  held: ReadonlySet<string> | undefined
  filter: RowFilter
  onFilter: (change: Partial<RowFilter>) => void
}

const nothing: ReadonlySet<string> = new Set()

/** The grid of the comparison with its filters, and which of the roles are nearly the same. */
export function ComparisonView({ project, roles, held, filter, onFilter, ...handlers }: ComparisonViewProps) {
  const [collapsed, setCollapsed] = useState(nothing)
  const context = useMemo(() => ({ roles, suggested: roles.map(suggestedFor), held }), [roles, held])
  // The field follows each key at once; the grid follows when there is time.
  const shownFilter = useDeferredValue(filter)
  const sections = useMemo(
    () => filterSections(shownFilter, shownFilter.onlyDifferences ? roles : []),
    [shownFilter, roles],
  )
  const rowCount = sections.reduce((sum, section) => sum + section.permissions.length, 0)

  return (
    <>
      <AlikeRoles project={project} roles={roles} />
      <FilterBar
        filter={filter}
        onFilter={onFilter}
        found={
          filter.text === '' && !filter.onlyDifferences
            ? ''
            : `${formatCount(rowCount)} of ${plural(permissions.length, 'permission')}`
        }
      />
      {rowCount === 0 ? (
        <div className={classes.frame}>
          <EmptyState
            title={filter.text === '' ? 'These roles give the same' : 'No permissions match'}
            action={<Button onClick={() => onFilter({ text: '', onlyDifferences: false })}>Clear filters</Button>}
          >
            {filter.text === ''
              ? 'No permission tells them apart.'
              : filter.onlyDifferences
                ? 'No permission that tells the roles apart fits the filter.'
                : 'No permission fits the filter.'}
          </EmptyState>
        </div>
      ) : (
        <ComparisonGrid
          project={project}
          context={context}
          sections={sections}
          // What is searched for must be seen.
          collapsed={shownFilter.text === '' ? collapsed : nothing}
          onCollapse={setCollapsed}
          {...handlers}
        />
      )}
    </>
  )
}

function AlikeRoles({ project, roles }: { project: string; roles: readonly ComparedRole[] }) {
  // Pairs of 30 roles take a while, and no press should wait for them.
  const settled = useDeferredValue(roles)
  const pairs = useMemo(
    () =>
      findNearDuplicates(settled.map(({ name, draft, unknown }) => ({ name, permissions: [...draft, ...unknown] }))),
    [settled],
  )
  if (pairs.length === 0) return null
  const list = <NearDuplicates project={project} pairs={pairs} isComparison={roles.length === 2} />
  if (pairs.length === 1) return <div className={classes.alike}>{list}</div>
  return (
    <details className={classes.alike}>
      <summary>{formatCount(pairs.length)} pairs of these roles give nearly the same</summary>
      {list}
    </details>
  )
}
