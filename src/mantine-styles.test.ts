import { expect, test } from 'vitest'
import globalStyles from './styles.css?raw'

const sources: Record<string, string> = import.meta.glob('./**/*.tsx', {
  query: '?raw',
  eager: true,
  import: 'default',
})
const styles = new Set(
  Object.keys(import.meta.glob('/node_modules/@mantine/core/styles/*.layer.css')).map(
    (path) => /([A-Za-z]+)\.layer\.css$/.exec(path)?.[1],
  ),
)

/** Styles of the parts that a component is built of, where they are not in styles.css. */
const parts: Record<string, readonly string[]> = {
  TextInput: ['Input'],
  Textarea: ['Input'],
  NativeSelect: ['Input'],
  NumberInput: ['Input'],
  PasswordInput: ['Input'],
  PillsInput: ['Input'],
  FileInput: ['Input'],
  Select: ['Input', 'Combobox'],
  Autocomplete: ['Input', 'Combobox'],
  MultiSelect: ['Input', 'Combobox', 'Pill', 'PillsInput'],
  TagsInput: ['Input', 'Combobox', 'Pill', 'PillsInput'],
  Checkbox: ['InlineInput'],
  Radio: ['InlineInput'],
  Switch: ['InlineInput'],
  Modal: ['ModalBase'],
  Drawer: ['ModalBase'],
  Menu: ['Popover'],
  HoverCard: ['Popover'],
}

/** Names that a file imports as values from @mantine/core. */
function componentsOf(source: string): string[] {
  const lists = [...source.matchAll(/import \{([^}]*)\} from '@mantine\/core'/g)].map((match) => match[1] ?? '')
  return lists
    .flatMap((list) => list.split(','))
    .map((name) => name.trim())
    .filter((name) => /^[A-Z]/.test(name))
}

test.each(Object.entries(sources).filter(([path]) => !path.endsWith('.test.tsx')))(
  '%s imports the styles of the Mantine components it uses',
  (_, source) => {
    const missing = componentsOf(source)
      .flatMap((name) => [...(styles.has(name) ? [name] : []), ...(parts[name] ?? [])])
      .filter((name) => !`${source}${globalStyles}`.includes(`@mantine/core/styles/${name}.layer.css`))

    expect(missing).toEqual([])
  },
)
