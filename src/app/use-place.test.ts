import { expect, test } from 'vitest'
import { samePageIn } from './use-place.ts'

test.each([
  ['/organizations/acme/members', '/organizations/harbor/members'],
  ['/organizations/acme/service-users/usage', '/organizations/harbor/service-users'],
  ['/organizations/acme/credentials', '/organizations/harbor/credentials'],
  ['/organizations', '/organizations/harbor/overview'],
  ['/projects/detector/service-users', '/organizations/harbor/projects'],
])('from %s the same page of another organization is %s', (pathname, expected) => {
  expect(samePageIn('harbor', pathname)).toBe(expected)
})
