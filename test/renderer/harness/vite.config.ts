import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** `npx vite build -c test/renderer/harness/vite.config.ts`, then serve the folder it names. */
export default defineConfig({
  root: at('.'),
  base: './',
  resolve: { alias: { '@shared': at('../../../src/shared') } },
  plugins: [react()],
  build: { outDir: at('../../../out/harness'), emptyOutDir: true, target: 'chrome114' },
});
