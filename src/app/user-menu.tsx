import { useMantineColorScheme } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { CircleUser, LogOut, Monitor, Moon, Sun } from 'lucide-react'
import { MenuButton } from '#src/components/menu-button.tsx'
import { sessionQuery, signOutMutation } from '#src/features/session/session.queries.ts'
import { paths } from '#src/lib/paths.ts'
import classes from './organization-switcher.module.css'

const themes = [
  { value: 'auto', label: 'As the system', icon: <Monitor size={16} aria-hidden /> },
  { value: 'light', label: 'Light', icon: <Sun size={16} aria-hidden /> },
  { value: 'dark', label: 'Dark', icon: <Moon size={16} aria-hidden /> },
] as const

export function UserMenu() {
  const { data: session } = useQuery(sessionQuery())
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const signOut = useMutation({
    ...signOutMutation(),
    // A new page, so that nothing of this person stays in memory.
    onSuccess: () => window.location.assign(paths.signIn()),
  })
  const user = session?.user
  const name = user ? `${user.name} ${user.surname}`.trim() || user.email : ''
  return (
    <MenuButton
      label={name === '' ? 'Your account' : `Your account, ${name}`}
      className={`${classes.button} ${classes.account}`}
      align="end"
      entries={() => [
        ...(user ? [{ heading: user.email }] : []),
        { label: 'Account', to: paths.account(), icon: <CircleUser size={16} aria-hidden /> },
        'divider',
        { heading: 'Theme' },
        ...themes.map((theme) => ({
          label: theme.label,
          icon: theme.icon,
          checked: theme.value === colorScheme,
          onSelect: () => setColorScheme(theme.value),
        })),
        'divider',
        { label: 'Sign out', icon: <LogOut size={16} aria-hidden />, onSelect: () => signOut.mutate() },
      ]}
    >
      <CircleUser size={18} aria-hidden />
      <span className={classes.name}>{name}</span>
    </MenuButton>
  )
}
