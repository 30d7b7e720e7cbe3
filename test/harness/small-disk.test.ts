import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { SmallDisk } from './small-disk.ts';
import { temporaryDirectory } from './temporary-directory.ts';

it('takes not one more byte when it is full, and takes some again when freed', async ({ skip }) => {
  const reason = SmallDisk.whyNot();
  if (reason !== undefined) skip(reason);
  await using directory = await temporaryDirectory();
  const path = join(directory.path, 'disk');
  await using disk = await SmallDisk.mount(path, 2);
  await disk.fill();
  await expect(appendFile(join(path, 'file'), 'x')).rejects.toThrow('ENOSPC');
  await disk.free();
  await expect(appendFile(join(path, 'file'), 'x')).resolves.toBeUndefined();
});
