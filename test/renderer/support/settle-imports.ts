import { afterAll, vi } from 'vitest';

// What a test has begun to fetch (a lazy desk, what is fetched ahead) is there before its window goes away.
afterAll(async () => {
  await vi.dynamicImportSettled();
});
