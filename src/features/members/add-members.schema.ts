import * as z from 'zod/mini'
import { type Profile, profile } from '#contract/profiles.ts'
import type { ContractForm } from '#src/components/form/use-contract-form.ts'

/** Whether those who are added get everything already, so that a role gives them nothing. */
export const addsAdmins = ({ profile, admin }: { profile: Profile; admin: boolean }) => admin || profile === 'OWNER'

/** What the first step of adding members asks for. */
export const addForm = z
  .object({
    emails: z.array(z.string()).check(z.minLength(1, 'Enter at least one e-mail address')),
    /** `profile` is asked for where the server knows profiles, `admin` elsewhere; the other one stays as it is. */
    profile,
    admin: z.boolean(),
    project: z.string(),
    role: z.string(),
  })
  .check(
    z.refine((values) => addsAdmins(values) || values.project === '' || values.role !== '', {
      message: 'Choose a role, or no project',
      path: ['role'],
    }),
  )
export type AddFormValues = z.output<typeof addForm>
export type AddForm = ContractForm<AddFormValues, AddFormValues>
