import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

const shared = { '@shared': resolve('src/shared') };

/**
 * One file for all that the first screen needs. Otherwise each part that a later screen shares becomes a file of its
 * own, about seventy of them, and main serves every one while it starts the services.
 */
function firstScreen() {
  const entry = resolve('src/renderer/main.tsx');
  let needed: Set<string> | undefined;
  return {
    name(id: string, graph: { getModuleInfo(id: string): { importedIds: string[] } | null }): string | null {
      needed ??= reachable(entry, (from) => graph.getModuleInfo(from)?.importedIds ?? []);
      return needed.has(id) ? 'first-screen' : null;
    },
  };
}

/** What is imported statically from a module on, itself included. */
function reachable(from: string, importsOf: (id: string) => readonly string[]): Set<string> {
  const seen = new Set([from]);
  for (const id of seen) for (const next of importsOf(id)) seen.add(next);
  return seen;
}

// Main and preload stay CommonJS for Node 18 and the renderer stays at Chrome 114, so that one build runs on
// the current Electron and on the pinned fallback runtime alike (docs/adr/0001-electron-runtime.md).
export default defineConfig({
  main: {
    resolve: { alias: shared },
    build: {
      target: 'node18',
      sourcemap: true,
      // zod is bundled: its CommonJS form loads every language it has messages in, which is most of its weight.
      externalizeDeps: { exclude: ['zod'] },
      rollupOptions: {
        input: {
          index: resolve('src/main/index.ts'),
          'voice-process': resolve('src/main/voice-process/entry.ts'),
          'voice-wire': resolve('src/main/discord/voice/wire/thread-entry.ts'),
          'review-process': resolve('src/main/review-process/entry.ts'),
          'export-process': resolve('src/main/export-process/entry.ts'),
          'archive-process': resolve('src/main/archive-process/entry.ts'),
          'practice-server': resolve('src/main/practice-server/entry.ts'),
        },
        output: { format: 'cjs', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    resolve: { alias: shared },
    build: {
      target: 'node18',
      rollupOptions: {
        input: { index: resolve('src/preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].js' },
      },
    },
  },
  renderer: {
    root: 'src/renderer',
    resolve: { alias: shared },
    plugins: [react()],
    build: {
      target: 'chrome114',
      minify: true,
      rollupOptions: {
        input: resolve('src/renderer/index.html'),
        output: { codeSplitting: { groups: [firstScreen()] } },
      },
    },
  },
});
