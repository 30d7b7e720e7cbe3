import { expect, it, vi } from 'vitest';

import { openFileLimit } from './open-file-limit.ts';

const files: Record<string, string> = {
  few: 'Limit                     Soft Limit   Hard Limit   Units\nMax open files            1024         4096         files\n',
  unlimited: 'Max open files            unlimited    unlimited    files\n',
};

vi.mock('node:fs', () => ({
  readFileSync: (path: string) => {
    const text = files[path];
    if (text === undefined) throw new Error('ENOENT');
    return text;
  },
}));

it('leaves half of the files that a process may open to others', () => {
  expect(openFileLimit(4096, 'few')).toBe(512);
  expect(openFileLimit(100, 'few')).toBe(100);
});

it('keeps to the wish where the system sets no limit or does not say', () => {
  expect(openFileLimit(4096, 'unlimited')).toBe(4096);
  expect(openFileLimit(4096, 'absent')).toBe(4096);
});
