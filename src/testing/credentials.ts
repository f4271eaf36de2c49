import type { Credential } from '#contract/credentials.ts'

let counter = 0

function nextId(): string {
  counter += 1
  return `00000000-0000-4000-8000-${String(counter).padStart(12, '0')}`
}

export function token(values: Partial<Credential> = {}): Credential {
  const id = nextId()
  return {
    kind: 'service_user_token',
    id,
    name: 'nightly',
    email: `${id}.vision@serviceuser.example.org`,
    project: 'vision',
    username: null,
    key_type: null,
    creation_date: '2026-01-01T00:00:00.000+00:00',
    last_used: null,
    expiry_date: null,
    can_update: true,
    ...values,
  }
}

export function apiKey(values: Partial<Credential> = {}): Credential {
  return {
    ...token(),
    kind: 'api_key',
    name: 'robot',
    email: 'robot@example.org',
    project: null,
    username: 'robot',
    key_type: 'PROVISIONING_READONLY',
    can_update: false,
    ...values,
  }
}
