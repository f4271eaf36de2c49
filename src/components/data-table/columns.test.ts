import { describe, expect, test } from 'vitest'
import { type Column, compareValues, type Filter, formatSort, parseSort, rowMatcher } from './columns.ts'

interface Person {
  name: string
  email: string
  admin: boolean
}

const people: Person[] = [
  { name: 'Ada Lovelace', email: 'ada@example.org', admin: true },
  { name: 'Grace Hopper', email: 'grace@example.org', admin: false },
]
const columns: Column<Person>[] = [
  { id: 'name', header: 'Name', value: (row) => row.name, searchable: true },
  { id: 'email', header: 'E-mail', value: (row) => row.email, searchable: true },
  { id: 'admin', header: 'Admin', value: (row) => row.admin },
]
const isAdmin: Filter<Person> = {
  key: 'admin',
  label: 'Admin',
  options: [{ value: 'yes', label: 'Yes' }],
  matches: (row, value) => row.admin === (value === 'yes'),
}

const found = (query: string, filters: Parameters<typeof rowMatcher<Person>>[2] = []) =>
  people.filter(rowMatcher(columns, query, filters) ?? (() => true))

describe('searching', () => {
  test('finds each word in any searchable column, in any case', () => {
    expect(found('EXAMPLE hopper')).toEqual([people[1]])
  })

  test('looks only where it may', () => {
    expect(found('true')).toEqual([])
  })

  test('asks for nothing without words or filters', () => {
    expect(rowMatcher(columns, '  ', [{ filter: isAdmin, value: '' }])).toBeUndefined()
  })

  test('adds up with filters', () => {
    expect(found('example', [{ filter: isAdmin, value: 'yes' }])).toEqual([people[0]])
  })
})

test('orders texts as a reader would, and numbers by size', () => {
  expect(['item 10', 'Item 9', 'älter', 'b'].sort(compareValues)).toEqual(['älter', 'b', 'Item 9', 'item 10'])
  expect([10, 9, -1].sort(compareValues)).toEqual([-1, 9, 10])
})

test('the sort of the address names a column or nothing', () => {
  expect(parseSort('-name', ['name'])).toEqual({ id: 'name', desc: true })
  expect(parseSort('colour', ['name'])).toBeUndefined()
  expect(formatSort({ id: 'name', desc: true })).toBe('-name')
})
