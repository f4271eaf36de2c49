export const port = Number(process.env.E2E_PORT ?? 4173)
export const baseURL = `http://127.0.0.1:${port}`

/** The password of every account in the sample world that the journeys run against. */
export const demoPassword = 'many journeys, one password'
