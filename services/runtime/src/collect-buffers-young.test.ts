import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const main = join(import.meta.dirname, '..', 'test', 'collect-buffers-main.ts');

it('leaves buffers that die young to young collections', async () => {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [main]);
  const { young, full } = JSON.parse(stdout) as { readonly young: number; readonly full: number };

  expect(stderr).toBe('');
  expect(young).toBeGreaterThan(20);
  expect(full).toBeLessThan(young / 4);
});
