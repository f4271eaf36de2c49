import { MantineProvider } from '@mantine/core'
import { type QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useIsPrinting } from '#src/components/use-is-printing.ts'
import { styleNonce } from './boot.ts'
import { theme } from './theme.ts'

export function Providers({ client, children }: { client: QueryClient; children: ReactNode }) {
  const isPrinting = useIsPrinting()
  return (
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      // Paper is white.
      {...(isPrinting ? { forceColorScheme: 'light' } : {})}
      {...(styleNonce === undefined ? {} : { getStyleNonce: () => styleNonce ?? '' })}
    >
      <QueryClientProvider client={client}>{children}</QueryClientProvider>
    </MantineProvider>
  )
}
