import type { CSSVariablesResolver, MantineThemeOverride } from '@mantine/core'

/** Neutral greys with a trace of blue, as in the light theme. */
const dark = [
  '#d3d6db',
  '#b4b9c1',
  '#9ba1ab',
  '#6d737e',
  '#454a54',
  '#353a43',
  '#2a2e36',
  '#1b1e24',
  '#16191e',
  '#101216',
] as const

export const theme: MantineThemeOverride = {
  primaryColor: 'indigo',
  // Shade 8 of every colour carries white text.
  primaryShade: 8,
  colors: { dark },
  black: '#1c2128',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
  fontSizes: { xs: '0.75rem', sm: '0.875rem', md: '0.875rem', lg: '1rem', xl: '1.125rem' },
  lineHeights: { md: '1.45' },
  spacing: { xs: '0.5rem', sm: '0.75rem', md: '1rem', lg: '1.5rem', xl: '2rem' },
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.375rem', lineHeight: '1.3' },
      h2: { fontSize: '1.0625rem', lineHeight: '1.4' },
      h3: { fontSize: '0.9375rem', lineHeight: '1.45' },
    },
  },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Modal: { defaultProps: { transitionProps: { duration: 120 } } },
    Drawer: { defaultProps: { transitionProps: { duration: 120 } } },
    Menu: { defaultProps: { transitionProps: { duration: 80 } } },
    Popover: { defaultProps: { transitionProps: { duration: 80 } } },
    Select: { defaultProps: { comboboxProps: { transitionProps: { duration: 80 } } } },
    AppShell: { defaultProps: { transitionDuration: 120 } },
  },
}

/**
 * Colours of text that Mantine's defaults set below the contrast of WCAG AA, and the state colours of the app.
 * `theme.test.ts` checks every pair.
 */
export const tokens = {
  light: {
    '--mantine-color-dimmed': '#5a626d',
    '--mantine-color-placeholder': '#606a76',
    '--mantine-color-error': '#c92a2a',
    '--mantine-color-anchor': '#364fc7',
    '--mantine-color-disabled': '#eceef1',
    '--mantine-color-disabled-color': '#686f7a',
    '--app-focus': '#3b5bdb',
    '--app-surface': '#f6f7f9',
    '--app-surface-hover': '#eceef2',
    '--app-border': '#dfe3e8',
    '--app-selected': '#e7ebff',
    '--app-selected-text': '#2f44ad',
    '--app-success': '#1d7a3a',
    '--app-success-surface': '#e8f6ec',
    '--app-warning': '#8a5300',
    '--app-warning-surface': '#fff4dd',
    '--app-danger': '#b42323',
    '--app-danger-surface': '#fdecec',
    '--app-info': '#2f4fc4',
    '--app-info-surface': '#eaefff',
  },
  dark: {
    '--mantine-color-dimmed': '#a3a9b3',
    '--mantine-color-placeholder': '#9298a3',
    '--mantine-color-error': '#ff8787',
    '--mantine-color-anchor': '#91a7ff',
    '--mantine-color-disabled': '#2a2e36',
    '--mantine-color-disabled-color': '#989ea9',
    '--app-focus': '#91a7ff',
    '--app-surface': '#16191e',
    '--app-surface-hover': '#262a32',
    '--app-border': '#353a43',
    '--app-selected': '#272e52',
    '--app-selected-text': '#bac8ff',
    '--app-success': '#69d58b',
    '--app-success-surface': '#15301e',
    '--app-warning': '#f2b84b',
    '--app-warning-surface': '#352707',
    '--app-danger': '#ff8f8f',
    '--app-danger-surface': '#3b1a1c',
    '--app-info': '#9db2ff',
    '--app-info-surface': '#1f2747',
  },
} as const

export const cssVariables: CSSVariablesResolver = () => ({ variables: {}, light: tokens.light, dark: tokens.dark })
