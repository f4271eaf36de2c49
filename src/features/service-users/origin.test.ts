import { expect, test } from 'vitest'
import { judgeOrigin } from './origin.ts'

test.each([
  'https://app.example.com',
  'http://localhost:8080',
  'https://10.0.0.1:444',
  'http://[::1]:3000',
  'HTTPS://App.Example.com',
  ' https://app.example.com ',
])('takes %s', (origin) => {
  expect(judgeOrigin(origin)).toBeUndefined()
})

test.each([
  ['app.example.com', 'Add the scheme, like https://app.example.com'],
  ['localhost:3000', 'Add the scheme, like https://localhost:3000'],
  ['app.example.com/page', 'Add the scheme, like https://app.example.com'],
  ['//app.example.com', 'Add the scheme, like https://app.example.com'],
  ['ftp://app.example.com', 'Only http and https'],
  ['https://app.example.com/', 'Leave out what follows the host: https://app.example.com'],
  ['https://app.example.com/page', 'Leave out what follows the host: https://app.example.com'],
  ['https://app.example.com?x=1', 'Leave out what follows the host: https://app.example.com'],
  ['https://app.example.com#x', 'Leave out what follows the host: https://app.example.com'],
  ['https://user:pass@app.example.com', 'Leave out user and password'],
  ['https://app.example.com:443', 'Browsers send it as https://app.example.com'],
  ['http://app.example.com:080', 'Browsers send it as http://app.example.com'],
  ['https://bücher.example', 'Browsers send it as https://xn--bcher-kva.example'],
  ['https://', 'Not a valid address'],
  ['https://app.example.com:99999', 'Not a valid address'],
  ['*', 'Wildcards are not supported; name each origin'],
  ['https://*.example.com', 'Wildcards are not supported; name each origin'],
  ['null', 'Pages without an origin cannot be allowed'],
])('says what is wrong with %s', (origin, reason) => {
  expect(judgeOrigin(origin)).toBe(reason)
})
