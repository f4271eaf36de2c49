import { expect, it } from 'vitest'
import { questionPath, readQuestion } from './access-question.ts'

it('begins with oneself, asking which permission', () => {
  expect(readQuestion('')).toEqual({
    tab: 'assignee',
    assignee: '',
    assignee_type: 'user',
    permission: undefined,
    level: undefined,
  })
})

it('begins on the other side with those who can give roles away, unless a link is about something', () => {
  expect(readQuestion('?tab=object').permission).toBe('roles.assignments.create')
  expect(readQuestion('?tab=object&resource=images&resource_type=bucket').permission).toBeUndefined()
})

it('takes a project for a level as the whole project, and forgets what it does not know', () => {
  expect(readQuestion('?resource=vision&resource_type=project').level).toBeUndefined()
  expect(readQuestion('?permission=deployments.fly&assignee_type=robot&tab=x')).toMatchObject({
    tab: 'assignee',
    assignee_type: 'user',
    permission: undefined,
  })
})

it('writes addresses that it reads again', () => {
  const question = {
    tab: 'object',
    assignee: 'a b',
    assignee_type: 'deployment',
    permission: 'buckets.get',
    level: { resource: 'a&b', resource_type: 'bucket' },
  } as const

  const path = questionPath('p/q', question)

  expect(path.startsWith('/projects/p%2Fq/access?')).toBe(true)
  expect(readQuestion(path.slice(path.indexOf('?')))).toEqual(question)
})
