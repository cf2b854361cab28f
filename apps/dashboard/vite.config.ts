import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const server = 'http://127.0.0.1:4000'

export default defineConfig({
  plugins: [react(), tailwindcss()],
  server: {
    proxy: {
      '/trpc': { target: server, ws: true },
      '/api': { target: server },
    },
  },
  build: {
    target: 'es2023',
    sourcemap: true,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // what every page needs, and what changes only with a new version of a library
            { name: 'libraries', test: /node_modules\/(react|react-dom|scheduler|@tanstack|@trpc)\// },
          ],
          // a chunk of a few hundred bytes costs a request and saves nothing
          minSize: 4_000,
        },
      },
    },
  },
})
