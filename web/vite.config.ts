// SPDX-License-Identifier: Apache-2.0
import {fileURLToPath} from 'node:url';
import react from '@vitejs/plugin-react';
import {defineConfig} from 'vitest/config';
import {guides} from './vite/guides.ts';
import {precompress} from './vite/precompress.ts';
import {themeBoot} from './vite/theme_boot.ts';

/** The server that answers the API while `npm run dev` serves the page. */
const server = process.env.FAIRLEAD_URL ?? 'http://localhost:8080';

export default defineConfig({
  plugins: [react(), themeBoot(), guides(), precompress()],
  resolve: {alias: {'@': fileURLToPath(new URL('src', import.meta.url))}},
  build: {
    target: 'es2022',
    // Every file under a name of its content, so that it may be cached for ever; none inlined,
    // because the policy allows no inline script and a data URI cannot be cached.
    assetsInlineLimit: 0,
    modulePreload: {polyfill: false},
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        // Few files: on a slow line each costs a round trip. What is not ours changes seldom.
        codeSplitting: {groups: [{name: 'vendor', test: /node_modules/}]},
      },
    },
  },
  server: {
    proxy: Object.fromEntries(['/api', '/connect', '/health'].map((path) => [path, server])),
  },
  test: {include: ['src/**/*.test.ts', 'src/**/*.test.tsx']},
});
