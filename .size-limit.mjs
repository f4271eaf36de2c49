import { usageWeight, weightOf } from './tools/bundle.mjs'

const signIn = ['src/app/bare-layout.tsx', 'src/features/session/sign-in.page.tsx']
const members = ['src/app/layout.tsx', 'src/features/members/members.page.tsx']
const usage = 'src/features/usage/usage.page.tsx'

// Brotli, JavaScript only: what the browser fetches before the page shows its content.
export default [
  { name: 'Sign-in page, cold', path: weightOf(signIn), limit: '135 kB' },
  { name: 'Members page, cold', path: weightOf(members), limit: '175 kB' },
  { name: 'Usage page, on top of members', path: usageWeight(usage, members), limit: '32 kB' },
]
