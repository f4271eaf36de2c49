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
          // Small chunks compress badly: what every page needs travels as one file, and so does what nearly all need.
          groups: [
            { name: 'core', tags: ['$initial'], priority: 2 },
            {
              name: 'ui',
              test: /@mantine\/core\/esm\/components\/(Button|TextInput|Input|CloseButton)\/|src\/components\/(page-header|error-note)\.tsx|react-query\/build\/modern\/use(Query|Mutation)\.js/,
              priority: 1,
            },
          ],
        },
      },
    },
    // Precompression measures what travels; Vite's own gzip estimate only costs time.
    reportCompressedSize: false,
  },
})
