import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { mutate } from '../../mutations/mutation.ts';
import { groupMutations } from './group-mutations.ts';

const run = promisify(execFile);
const mutantMain = fileURLToPath(new URL('../../mutations/mutant-main.ts', import.meta.url));
const timeoutMs = 60_000;

describe('every seeded bug of groups', () => {
  it.each(groupMutations)('$name still has its place', async (mutation) => {
    const path = new URL(`../../../../${mutation.file}`, import.meta.url);
    const source = await readFile(path, 'utf8');
    expect(mutate(source, mutation)).not.toBe(source);
  });

  it.concurrent.each(groupMutations)(
    '$name is found: $meaning',
    async ({ name }) => {
      const { stdout } = await run(process.execPath, [mutantMain, name, '--groups'], {
        timeout: timeoutMs,
      });
      const found = JSON.parse(stdout) as { by?: string; violation?: string };
      expect(found.violation, 'nothing was found').toBeDefined();
      expect(found.violation).not.toContain('unexpected error');
    },
    timeoutMs,
  );
});
