import { mkdtempSync, rmSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ManualClock } from '@weir/core';
import { expect, it, onTestFinished } from 'vitest';
import { logLines } from '../../test/log-lines.ts';
import { WatchedFile } from './watched-file.ts';

async function watched(text: string) {
  const directory = mkdtempSync(join(tmpdir(), 'weir-watched-'));
  const path = join(directory, 'numbers');
  await writeFile(path, text);
  const clock = new ManualClock();
  const { logger, lines } = logLines();
  const file = await WatchedFile.open({ path, what: 'the number file', parse, clock, logger });
  onTestFinished(async () => {
    await file.stop();
    rmSync(directory, { recursive: true });
  });
  const look = async (predicate: () => boolean): Promise<void> => {
    await expect
      .poll(() => {
        clock.advanceBy(1_000);
        return predicate();
      })
      .toBe(true);
  };
  return { path, file, lines, look };
}

function parse(text: string): number {
  if (!/^\d+$/.test(text)) throw new Error('it is not a number');
  return Number(text);
}

it('takes what a file says when it has changed, also by a rename', async () => {
  const { path, file, look } = await watched('1');
  let changes = 0;
  file.onChange(() => {
    changes += 1;
  });
  await writeFile(`${path}.new`, '2');
  await rename(`${path}.new`, path);
  await look(() => file.value === 2);
  expect(changes).toBe(1);
});

it('keeps what a file said when it breaks or goes away, and says so once', async () => {
  const { path, file, lines, look } = await watched('1');
  await writeFile(path, 'secret nonsense');
  await look(() => lines.length > 0);
  expect(file.value).toBe(1);
  expect(JSON.stringify(lines)).not.toContain('nonsense');
  await rm(path);
  await look(() => lines.length > 1);
  expect(file.value).toBe(1);
  await writeFile(path, '3');
  await look(() => file.value === 3);
});

it('refuses to begin with a file that is not there or not understood', async () => {
  const { path } = await watched('1');
  const options = { what: 'the number file', parse, clock: new ManualClock() };
  const { logger } = logLines();
  await expect(
    WatchedFile.open({ ...options, logger, path: `${path}.none` }),
  ).rejects.toMatchObject({ code: 'INVALID_CONFIG' });
  await writeFile(path, 'x');
  await expect(WatchedFile.open({ ...options, logger, path })).rejects.toThrow(
    /Cannot use the number file .*: it is not a number/,
  );
});
