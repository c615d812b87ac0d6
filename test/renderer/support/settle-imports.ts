import { configure } from '@testing-library/react';
import { afterAll, vi } from 'vitest';

// Patience only: a thing that does not come fails the test all the same, a slow machine does not.
configure({ asyncUtilTimeout: 15_000 });

// What a test has begun to fetch (a lazy desk, what is fetched ahead) is there before its window goes away.
afterAll(async () => {
  await vi.dynamicImportSettled();
});
