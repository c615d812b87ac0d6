import { defineConfig } from '@playwright/test';

// The real window, built app: one at a time, because each has its own practice server, audio and display to itself.
// No retries: a test that passes at the second try has found something.
export default defineConfig({
  testDir: 'test/e2e',
  outputDir: 'test-results/e2e',
  globalSetup: './test/support/e2e-setup.ts',
  // Set-up is plain ESM, which Node loads by itself (Playwright would turn it into CommonJS, as it does with TypeScript).
  build: { external: ['**/scripts/**/*.mjs'] },
  timeout: 60_000,
  expect: { timeout: 10_000 },
  fullyParallel: false,
  workers: 1,
  retries: 0,
  forbidOnly: true,
  reporter: [['list'], ['json', { outputFile: 'test-results/e2e.json' }]],
});
