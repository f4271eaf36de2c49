import { Lock } from 'lucide-react'
import { messageOf } from '#src/api/api-error.ts'
import { EmptyState } from '#src/components/empty-state.tsx'

/** In the place of a part of a page that the server refused, beside parts that it did not. */
export function NotOpen({ what, error }: { what: string; error: unknown }) {
  return (
    <EmptyState icon={<Lock size={28} />} title={`You may not see ${what}`}>
      {messageOf(error).replace(/\.?$/, '.')} An admin of the project or of its organization can grant it.
    </EmptyState>
  )
}
