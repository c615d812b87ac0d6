import { defineConfig } from '@playwright/test';

/** Windows with live sound in them: one at a time, or they would hear each other in their timing. */
const live = ['**/{live,main-job,keyboard,trouble-recording,recorder,review}*.spec.ts'];

// The real window, built app; each has its own practice server, audio and (in workers side by side) display.
// No retries: a test that passes at the second try has found something.
export default defineConfig({
  testDir: 'test/e2e',
  globalSetup: './test/support/e2e-setup.ts',
  // Set-up is plain ESM, which Node loads by itself (Playwright would turn it into CommonJS, as it does with TypeScript).
  build: { external: ['**/scripts/**/*.mjs'] },
  timeout: 120_000,
  expect: { timeout: 20_000 },
  fullyParallel: false,
  workers: 1,
  retries: 0,
  forbidOnly: true,
  reporter: [['list'], ['json', { outputFile: process.env.E2E_REPORT ?? 'test-results/e2e.json' }]],
  // `npm test` runs the desks with two workers, then what is live with one.
  projects: [
    { name: 'desks', testIgnore: live, outputDir: 'test-results/e2e-desks' },
    { name: 'live', testMatch: live, outputDir: 'test-results/e2e-live' },
  ],
});
