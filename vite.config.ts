import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { precompress } from './tools/precompress.ts'

const api = `http://127.0.0.1:${process.env.PORT ?? 4000}`

export default defineConfig({
  plugins: [react(), precompress()],
  server: {
    proxy: { '/v2.1': api, '/v1': api, '/docs': api },
  },
  build: {
    outDir: 'dist/client',
    target: 'es2022',
    manifest: true,
    sourcemap: 'hidden',
    // A data: URL would need a hole in the content security policy.
    assetsInlineLimit: 0,
    // The polyfill fetches what modern browsers preload themselves, and weighs on the entry.
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          // Small chunks compress badly and each costs a request: what all pages need travels as one file, what most
          // need as a second, and so on. A module goes to the first group that takes it, with what it imports.
          groups: [
            { name: 'core', tags: ['$initial'], priority: 4 },
            {
              name: 'ui',
              test: /@mantine\/core\/(esm\/components\/(Button|TextInput|Input|CloseButton)\/|styles\/Input\.layer\.css)|src\/components\/(page-header|error-note)\.tsx|src\/app\/brand\.tsx|react-query\/build\/modern\/use(Query|Mutation)\.js/,
              priority: 3,
            },
            {
              name: 'page',
              test: /lucide-react|src\/lib\/|src\/components\/(menu-button|truncate|relative-time|state-badge|skeleton|empty-state|copy-button|stat-tile|warning)\.tsx|contract\/(organizations|projects)\.ts|features\/(organizations|projects)\/[a-z]+\.queries/,
              minShareCount: 2,
              priority: 2,
            },
            { name: 'table', test: /src\/components\/data-table\//, priority: 1 },
          ],
        },
      },
    },
    // Precompression measures what travels; Vite's own gzip estimate only costs time.
    reportCompressedSize: false,
  },
})
