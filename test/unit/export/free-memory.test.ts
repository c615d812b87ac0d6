import { describe, expect, it } from 'vitest';
import { createMemoryFreer } from '../../../src/main/export/import/free-memory';

describe('freeing memory', () => {
  it('takes it from a buffer that has it alone, then and later', async () => {
    const free = createMemoryFreer();
    const first = new Uint8Array(65_536).fill(1);
    free(first);
    expect(first.buffer.byteLength).toBe(0);
    // The channel's end has been told by now.
    await new Promise((resolve) => setImmediate(resolve));
    const later = new Uint8Array(65_536).fill(1);
    free(later);
    expect(later.buffer.byteLength).toBe(0);
  });

  it('leaves memory that other buffers use', () => {
    const memory = new ArrayBuffer(100);
    const other = new Uint8Array(memory).fill(7);
    createMemoryFreer()(new Uint8Array(memory, 0, 50));
    expect([...other]).toEqual(new Array(100).fill(7));
  });
});
