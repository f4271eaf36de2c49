import * as z from 'zod/mini'
import type { ContractForm } from '#src/components/form/use-contract-form.ts'

/** What the first step of adding members asks for. */
export const addForm = z
  .object({
    emails: z.array(z.string()).check(z.minLength(1, 'Enter at least one e-mail address')),
    admin: z.boolean(),
    project: z.string(),
    role: z.string(),
  })
  .check(
    z.refine((values) => values.admin || values.project === '' || values.role !== '', {
      message: 'Choose a role, or no project',
      path: ['role'],
    }),
  )
export type AddFormValues = z.output<typeof addForm>
export type AddForm = ContractForm<AddFormValues, AddFormValues>
