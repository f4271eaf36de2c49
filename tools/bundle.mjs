import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** @typedef {{ file: string, imports?: string[], isEntry?: boolean }} Chunk */

const client = 'dist/client'
const entry = 'index.html'

/** @type {Record<string, Chunk>} */
const manifest = JSON.parse(readFileSync(path.join(client, '.vite/manifest.json'), 'utf8'))

/**
 * The scripts a cold load of these pages fetches: the entry, each page, its loader, and all their static imports.
 * Throws an Error when a page is no chunk of its own or one of them brings recharts.
 *
 * @param {string[]} pages source paths
 */
export function weightOf(pages) {
  const files = scriptsOf([entry, ...pages])
  for (const file of files) {
    if (hasRecharts(file)) throw new Error(`${file} brings recharts to ${pages.join(' and ')}`)
  }
  return files
}

/**
 * What the usage page fetches that the members page has not fetched, its chart included even where it is loaded later.
 * Throws an Error when no chunk has recharts, since the other checks would then prove nothing.
 *
 * @param {string} page source path
 * @param {string[]} pagesBefore source paths
 */
export function usageWeight(page, pagesBefore) {
  const before = new Set(scriptsOf([entry, ...pagesBefore]))
  const charts = Object.keys(manifest).filter((key) => hasRecharts(manifest[key]?.file ?? ''))
  if (charts.length === 0) throw new Error('No chunk has recharts: its share cannot be checked')
  return scriptsOf([page, ...charts]).filter((file) => !before.has(file))
}

/** @param {string[]} roots manifest keys */
function scriptsOf(roots) {
  /** @type {Set<string>} */
  const seen = new Set()
  const queue = roots.flatMap((key) => [key, ...loadersOf(key)])
  for (let key = queue.pop(); key !== undefined; key = queue.pop()) {
    if (seen.has(key)) continue
    seen.add(key)
    queue.push(...(chunk(key).imports ?? []))
  }
  return [...new Set([...seen].map((key) => chunk(key).file))]
    .filter((file) => file.endsWith('.js'))
    .map((file) => path.join(client, file))
}

/** @param {string} key */
function loadersOf(key) {
  const loader = key.replace(/(\.page)?\.tsx$/, '.loader.ts')
  return loader !== key && manifest[loader] ? [loader] : []
}

/** @param {string} key */
function chunk(key) {
  const found = manifest[key]
  if (!found)
    throw new Error(`${key} is no chunk of ${client}: the bundle budget must name the pages as they are built`)
  return found
}

/** @param {string} file */
function hasRecharts(file) {
  const map = `${file.startsWith(client) ? file : path.join(client, file)}.map`
  return existsSync(map) && /node_modules\/recharts\//.test(JSON.parse(readFileSync(map, 'utf8')).sources.join('\n'))
}
