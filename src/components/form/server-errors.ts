import type { FieldPath, FieldValues, UseFormReturn } from 'react-hook-form'
import { ApiError } from '#src/api/api-error.ts'

/** What a form keeps of a failure that belongs to no single field. */
const ROOT_ERROR = 'root.server'

/**
 * Puts a failed submit where it belongs: the server's field messages on their fields, anything else above the button.
 * Fields that the form does not have are named in the message there, so nothing is lost.
 * Usage: `onSubmit(values).catch(applyServerErrors(form))`. What is no {@link ApiError} is a bug and is thrown again.
 */
export function applyServerErrors<Values extends FieldValues, Output>(form: UseFormReturn<Values, unknown, Output>) {
  return (error: unknown): void => {
    if (!(error instanceof ApiError)) throw error
    const known = Object.keys(form.getValues())
    const stray: (readonly [name: string, message: string])[] = []
    let placed = 0
    for (const [name, message] of Object.entries(error.fields)) {
      // "permissions.0" is the field "permissions" to the reader.
      const field = known.find((item) => name === item || name.startsWith(`${item}.`))
      if (field === undefined) {
        stray.push([name, message])
        continue
      }
      form.setError(field as FieldPath<Values>, { type: 'server', message }, { shouldFocus: placed === 0 })
      placed += 1
    }
    if (placed > 0 && stray.length === 0) return
    // The account API says nothing but the sentences of the fields, which are the message already.
    const unsaid = stray.filter(([, sentence]) => !error.message.includes(sentence))
    const message = [error.message, ...unsaid.map(([name, sentence]) => `${name}: ${sentence}`)].join(' ')
    form.setError(ROOT_ERROR, { type: error.requestId ?? '', message })
  }
}
