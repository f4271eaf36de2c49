import type { Person } from './people.ts'

export interface KnownAccount extends Person {
  memberships: Readonly<Record<string, 'admin' | 'member' | 'invited'>>
  /** What signing in with it shows; undefined where nobody can sign in with it. */
  purpose: string | undefined
}

/** The only one who may change subscriptions. */
export const operatorEmail = 'operator@example.com'

const account = (
  email: string,
  [name, surname]: [string, string],
  memberships: KnownAccount['memberships'],
  purpose?: string,
): KnownAccount => ({ email, name, surname, memberships, purpose })

/** The accounts that `npm run demo` prints and that journeys sign in with. */
export const knownAccounts: readonly KnownAccount[] = [
  account(
    'admin@example.com',
    ['Ada', 'Bergström'],
    {
      'acme-vision': 'admin',
      'harbor-logistics': 'admin',
      'willow-energy': 'admin',
      'tinker-lab': 'admin',
      'sunset-media': 'member',
    },
    'runs acme-vision (1,000 members) and three more organizations',
  ),
  account(
    'lead@example.com',
    ['Leila', 'Haddad'],
    { 'acme-vision': 'member' },
    'runs one project of acme-vision, defect-detection, but not the organization',
  ),
  account('member@example.com', ['Milan', 'Novák'], { 'acme-vision': 'member' }, 'may only look at defect-detection'),
  account(
    operatorEmail,
    ['Olivia', 'Moreau'],
    { 'acme-vision': 'admin', 'willow-energy': 'admin', 'sunset-media': 'admin' },
    'operates the installation: the only one who may change subscriptions',
  ),
  account('newcomer@example.com', ['Noor', 'de Vries'], {}, 'belongs to no organization yet'),
  account('invited@example.com', ['', ''], { 'acme-vision': 'invited' }),
  account(
    'maximiliane.wolfeschlegelsteinhausenbergerdorff@example.com',
    ['Maximiliane-Alexandrina Theodora Wilhelmina', 'Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh'],
    { 'acme-vision': 'member' },
  ),
]
