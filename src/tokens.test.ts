import { DEFAULT_THEME } from '@mantine/core'
import { describe, expect, test } from 'vitest'
import { theme } from './app/theme.ts'
import css from './tokens.css?raw'

function tokensOf(scheme: string): (name: string) => string {
  const block = css.split(`data-mantine-color-scheme='${scheme}']`)[1]?.split('}')[0] ?? ''
  return (name) => new RegExp(`${name}: (#[0-9a-f]{6});`).exec(block)?.[1] ?? 'missing'
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((start) => {
    const part = Number.parseInt(hex.slice(start, start + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

/** https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (light + 0.05) / (dark + 0.05)
}

describe.each(['light', 'dark'])('in the %s theme', (scheme) => {
  const token = tokensOf(scheme)
  const grounds = [token('--mantine-color-body'), token('--app-surface'), token('--app-surface-hover')]

  test.each(['text', 'dimmed', 'placeholder', 'error', 'anchor'])(
    'colour "%s" is readable on the page, on surfaces and on hovered rows',
    (name) => {
      for (const ground of grounds)
        expect(contrast(token(`--mantine-color-${name}`), ground)).toBeGreaterThanOrEqual(4.5)
    },
  )

  test.each(['success', 'warning', 'danger', 'info'])('the %s badge is readable', (tone) => {
    const colour = token(`--app-${tone}`)
    expect(contrast(colour, token(`--app-${tone}-surface`))).toBeGreaterThanOrEqual(4.5)
    for (const ground of grounds) expect(contrast(colour, ground)).toBeGreaterThanOrEqual(4.5)
  })

  test('the selected page in the navigation is readable', () => {
    expect(contrast(token('--app-selected-text'), token('--app-selected'))).toBeGreaterThanOrEqual(4.5)
  })

  test('disabled buttons are legible, and the focus is seen', () => {
    expect(contrast(token('--mantine-color-disabled-color'), token('--mantine-color-disabled'))).toBeGreaterThan(4)
    for (const ground of grounds) expect(contrast(token('--app-focus'), ground)).toBeGreaterThanOrEqual(3)
  })
})

test.each(['indigo', 'red'])('filled buttons in %s are readable', (colour) => {
  const shade = Number(theme.primaryShade)
  expect(contrast(DEFAULT_THEME.colors[colour]?.[shade] ?? '', '#ffffff')).toBeGreaterThanOrEqual(4.5)
})
