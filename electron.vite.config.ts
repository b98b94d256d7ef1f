/**
 * Builds the three parts of the app: the main process with the command line, the engine host and the lane as files of
 * their own, the preload as one self-contained CommonJS file (a sandboxed preload cannot be anything else), and the page.
 * No source maps and no times go into the output, so two builds of the same sources are the same bytes.
 */
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'

const mainInputs = {
  index: 'src/main/index.ts',
  cli: 'src/main/cli/main.ts',
  'engine-host': 'src/main/worker/engine-host.ts',
  lane: 'src/main/worker/lane.ts',
}

export default defineConfig({
  main: {
    build: {
      target: 'node24',
      // Dependencies stay in node_modules: native code and pdfkit's own files are found beside their modules.
      externalizeDeps: true,
      rolldownOptions: {
        input: Object.fromEntries(
          Object.entries(mainInputs).filter(([, file]) => existsSync(resolve(import.meta.dirname, file))),
        ),
        output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      target: 'node24',
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: 'src/main/preload/index.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'src/renderer',
    plugins: [react()],
    build: {
      target: 'chrome156',
      minify: true,
      // Everything is a file: fonts from `data:` would be refused by the content security policy.
      assetsInlineLimit: 0,
      // The polyfill fetches, and `connect-src` is 'none'.
      modulePreload: { polyfill: false },
      rolldownOptions: { input: resolve(import.meta.dirname, 'src/renderer/index.html') },
    },
  },
})
