import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { ensureAdminKey } from './admin-key.ts';

it('makes a key that only its owner may read, and keeps it', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'weir-admin-key-'));
  onTestFinished(() => {
    rmSync(directory, { recursive: true });
  });
  const path = join(directory, 'data', 'admin.key');
  await ensureAdminKey(path);
  const key = readFileSync(path, 'utf8');
  expect(key).toMatch(/^weir_admin_[\w-]{43}\n$/);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  await ensureAdminKey(path);
  expect(readFileSync(path, 'utf8')).toBe(key);
});
