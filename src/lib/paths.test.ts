import { expect, test } from 'vitest'
import { paths, safeReturnPath } from './paths.ts'

test('paths encode their parts', () => {
  expect(paths.role('a/b', 'x y')).toBe('/projects/a%2Fb/roles/x%20y')
  expect(paths.serviceUsers('vision', { q: 'a&b c' })).toBe('/projects/vision/service-users?q=a%26b+c')
  expect(paths.serviceUsers('vision', { 'cut-off': 'id' })).toBe('/projects/vision/service-users?cut-off=id')
  expect(paths.serviceUsers('vision')).toBe('/projects/vision/service-users')
  expect(paths.accountServiceUser('acme', 'robot')).toBe('/organizations/acme/service-users/robot')
  expect(paths.credentials('acme', { expiry: '7' })).toBe('/organizations/acme/credentials?expiry=7')
  expect(paths.credentials('acme')).toBe('/organizations/acme/credentials')
})

test.each(['/organizations/acme/members?q=ada', '/account'])('returns to %s after signing in', (path) => {
  expect(safeReturnPath(path)).toBe(path)
})

test.each([
  null,
  '',
  'https://evil.example',
  '//evil.example',
  '/\\evil.example',
  '/a\\b',
  'javascript:alert(1)',
  '/\t/evil',
  '/sign-in?return=/x',
])('does not follow %s', (path) => {
  expect(safeReturnPath(path)).toBe('/organizations')
})
