import { cpSync, existsSync } from 'node:fs'
import { defineConfig } from 'vite'

const migrations = 'server/db/migrations'

const entries = {
  main: 'server/main.ts',
  demo: 'server/demo.ts',
  'embedded-worker': 'server/db/embedded-worker.ts',
}

export default defineConfig({
  publicDir: false,
  plugins: [
    {
      name: 'copy-migrations',
      closeBundle() {
        if (existsSync(migrations)) cpSync(migrations, 'dist/server/migrations', { recursive: true })
      },
    },
  ],
  build: {
    ssr: true,
    reportCompressedSize: false,
    outDir: 'dist/server',
    target: 'node20',
    sourcemap: true,
    rolldownOptions: {
      input: Object.fromEntries(Object.entries(entries).filter(([, file]) => existsSync(file))),
      // Flat, so that './migrations' and './embedded-worker.js' lie beside every chunk, whichever one asks.
      output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
})
