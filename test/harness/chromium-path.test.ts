import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { chromiumPath } from './chromium-path.ts';
import { temporaryDirectory } from './temporary-directory.ts';

it('takes the Chromium that CHROMIUM names before the one on PATH', async () => {
  await using folder = await temporaryDirectory();
  const onPath = join(folder.path, 'chromium');
  const named = join(folder.path, 'other');
  for (const file of [onPath, named]) {
    writeFileSync(file, '#!/bin/sh\n');
    chmodSync(file, 0o755);
  }
  expect(chromiumPath({ PATH: `/nowhere:${folder.path}` })).toBe(onPath);
  expect(chromiumPath({ PATH: folder.path, CHROMIUM: named })).toBe(named);
});

it('takes no other one when CHROMIUM names what is no program', async () => {
  await using folder = await temporaryDirectory();
  const text = join(folder.path, 'text');
  writeFileSync(text, 'no program');
  chmodSync(text, 0o644);
  expect(chromiumPath({ ...process.env, CHROMIUM: text })).toBeUndefined();
  expect(chromiumPath({ ...process.env, CHROMIUM: join(folder.path, 'gone') })).toBeUndefined();
});
