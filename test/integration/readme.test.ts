import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { StandaloneProcess } from '../harness/standalone-process.ts';
import { temporaryDirectory } from '../harness/temporary-directory.ts';

const root = join(import.meta.dirname, '..', '..');

it("runs the README's first producer and consumer as printed", async () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const code = /```ts\n(?<code>[^]*?)```/.exec(readme)?.groups?.['code'] ?? '';
  await using directory = await temporaryDirectory();
  await using weir = await StandaloneProcess.create({ directory: directory.path });
  await weir.start();

  // Beside the README, where the newcomer is told to save it: imports are resolved from there.
  const file = join(root, `readme-first-${process.pid}.ts`);
  writeFileSync(file, code.replace('127.0.0.1:7400', weir.address));
  try {
    const run = spawnSync(process.execPath, [file], { encoding: 'utf8', timeout: 25_000 });
    expect(run.stderr).toBe('');
    expect(run.stdout).toMatch(/sent to partition \d at offset 0/);
    for (const name of ['Ada', 'Grace', 'Barbara']) {
      expect(run.stdout).toContain(`${name} said: Hello, ${name}`);
    }
    expect(run.status).toBe(0);
  } finally {
    rmSync(file);
  }
}, 90_000);
