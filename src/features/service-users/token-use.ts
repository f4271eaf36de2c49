/** The file to download a token as, named after its service user. */
export function tokenFile(name: string): { name: string; variable: string } {
  const base = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
  return { name: `${base === '' ? 'service-user' : base}.env`, variable: 'STEWARD_TOKEN' }
}

/** A first request with the token, to paste into a terminal. Names of projects need no quoting, see `slug`. */
export function tokenSnippet(token: string, origin: string, project: string): string {
  return `curl -H 'Authorization: Token ${token}' ${origin}/v2.1/projects/${project}/deployments`
}
