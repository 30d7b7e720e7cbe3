import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { weirVersion } from './weir-version.ts';

it('is the version of the package', async () => {
  const path = new URL('../package.json', import.meta.url);
  expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ version: weirVersion });
});
