import type { MantineThemeOverride } from '@mantine/core'

const quick = { transitionProps: { duration: 100 } }

/** What Mantine's code must know. Colours, sizes and type are in `tokens.css`. */
export const theme: MantineThemeOverride = {
  primaryColor: 'indigo',
  // Shade 8 of every colour carries white text.
  primaryShade: 8,
  defaultRadius: 'sm',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Modal: { defaultProps: quick },
    Drawer: { defaultProps: quick },
    Menu: { defaultProps: quick },
    Popover: { defaultProps: quick },
    Select: { defaultProps: { comboboxProps: quick } },
  },
}
