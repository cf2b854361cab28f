import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { precompress } from './vite-precompress.ts'

const server = 'http://127.0.0.1:4000'

export default defineConfig({
  plugins: [react(), tailwindcss(), precompress()],
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
          // few chunks that every page needs; the rest goes by page. Without it each icon would be a request of its own
          groups: [
            { name: 'libraries', test: /node_modules\/(react|react-dom|scheduler|@tanstack|@trpc)\// },
            { name: 'icons', test: /node_modules\/lucide-react\// },
            { name: 'shared', test: /src\/(lib|components\/(status|ui\/(?!dialog)))/ },
          ],
        },
      },
    },
  },
})
