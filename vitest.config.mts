import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

const alias = { '@shared': resolve('src/shared') };
/** Integration tests with live sound in them. Recordings are, where they are made or played as time goes by. */
const sound = [
  'test/integration/**/{voice,live,main-job}*.test.ts',
  'test/integration/recording-{crash,desk,power,review}.test.ts',
];

/** A core for each; by default Vitest leaves one idle, which with two is half. */
const maxWorkers = availableParallelism();

/** How long a test may take, and a thing it waits for: only so that a run ends, as machines are slow at times. */
const patience = {
  testTimeout: 120_000,
  hookTimeout: 120_000,
  expect: { poll: { timeout: 15_000 } },
};

export default defineConfig({
  resolve: { alias },
  test: {
    coverage: {
      provider: 'v8',
      include: ['src/**/*.{ts,tsx}'],
      exclude: ['src/main/electron/**', 'src/**/*.d.ts'],
      reporter: ['text-summary', 'json-summary'],
    },
    projects: [
      {
        resolve: { alias },
        test: {
          ...patience,
          name: 'unit',
          include: ['test/unit/**/*.test.ts', 'test/contract/**/*.test.ts'],
          // Rules and layouts leave nothing behind: loading every module once a worker halves their time.
          isolate: false,
          maxWorkers,
        },
      },
      {
        resolve: { alias },
        test: {
          ...patience,
          name: 'renderer',
          include: ['test/renderer/**/*.test.{ts,tsx}'],
          environment: 'happy-dom',
          setupFiles: ['test/renderer/support/settle-imports.ts'],
          maxWorkers,
        },
      },
      {
        resolve: { alias },
        // Real sockets; most of their time is waiting, so that several can wait at once.
        test: {
          ...patience,
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          exclude: sound,
          maxWorkers: 3,
        },
      },
      {
        resolve: { alias },
        // A packet every 20 ms: one file at a time, or they would hear each other in their timing.
        test: {
          ...patience,
          name: 'sound',
          include: sound,
          fileParallelism: false,
          // What a test opens it closes: loading every module once, and not once a file, saves half a minute.
          isolate: false,
        },
      },
    ],
  },
});
