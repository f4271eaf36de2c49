import type { QueryClient } from '@tanstack/react-query'
import type { LoaderFunctionArgs } from 'react-router-dom'

export const overviewLoader = (_client: QueryClient) => (_args: LoaderFunctionArgs) => null
