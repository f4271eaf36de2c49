import { DEFAULT_THEME } from '@mantine/core'
import { describe, expect, test } from 'vitest'
import { theme, tokens } from './theme.ts'

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

const bodies = { light: '#ffffff', dark: theme.colors?.dark?.[7] ?? '' }

describe.each(['light', 'dark'] as const)('in the %s theme', (scheme) => {
  const colours = tokens[scheme]
  const body = bodies[scheme]

  test.each([
    '--mantine-color-dimmed',
    '--mantine-color-placeholder',
    '--mantine-color-error',
    '--mantine-color-anchor',
  ] as const)('%s is readable on the page, on surfaces and on hovered rows', (name) => {
    for (const ground of [body, colours['--app-surface'], colours['--app-surface-hover']])
      expect(contrast(colours[name], ground)).toBeGreaterThanOrEqual(4.5)
  })

  test.each(['success', 'warning', 'danger', 'info'] as const)('the %s badge is readable', (tone) => {
    expect(contrast(colours[`--app-${tone}`], colours[`--app-${tone}-surface`])).toBeGreaterThanOrEqual(4.5)
    expect(contrast(colours[`--app-${tone}`], body)).toBeGreaterThanOrEqual(4.5)
  })

  test('the selected page in the navigation is readable', () => {
    expect(contrast(colours['--app-selected-text'], colours['--app-selected'])).toBeGreaterThanOrEqual(4.5)
  })

  test('buttons are readable, disabled ones legible, and the focus is seen', () => {
    const shade = Number(theme.primaryShade)
    expect(contrast(DEFAULT_THEME.colors.indigo[shade] ?? '', '#ffffff')).toBeGreaterThanOrEqual(4.5)
    expect(contrast(DEFAULT_THEME.colors.red[shade] ?? '', '#ffffff')).toBeGreaterThanOrEqual(4.5)
    expect(
      contrast(colours['--mantine-color-disabled-color'], colours['--mantine-color-disabled']),
    ).toBeGreaterThanOrEqual(3)
    for (const ground of [body, colours['--app-surface']])
      expect(contrast(colours['--app-focus'], ground)).toBeGreaterThanOrEqual(3)
  })
})
