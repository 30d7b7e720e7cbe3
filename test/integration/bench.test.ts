import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryDirectory } from '../harness/temporary-directory.ts';

const main = join(import.meta.dirname, '..', 'bench', 'bench-main.ts');

async function runBench(
  args: readonly string[],
  directory: string,
): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, [main, ...args], {
    cwd: directory,
    env: { ...process.env, BENCH_PEERS: directory },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  return new Promise((resolve) => {
    child.once('close', (code) => {
      resolve({ code, output });
    });
  });
}

it('measures Weir alone, counts what its servers used, and judges no bar of a peer', async () => {
  await using directory = await temporaryDirectory();
  const flags = ['--peer', 'none', '--pairs', '2', '--scale', '0.02', '--only', 'fsync'];
  const { code, output } = await runBench(
    ['produce-1k', ...flags, '--out', directory.path],
    directory.path,
  );
  expect(output).toContain('Pair 2, fsync, weir: records ');
  expect(code).toBe(0);
  const text = await readFile(join(directory.path, 'produce-1k.json'), 'utf8');
  const { samples, verdicts } = JSON.parse(text) as {
    readonly samples: readonly { readonly figures: Readonly<Record<string, number>> }[];
    readonly verdicts: readonly { readonly outcome: string }[];
  };
  expect(samples).toHaveLength(2);
  for (const { figures } of samples) {
    expect(figures['recordsPerSecond']).toBeGreaterThan(0);
    expect(figures['serverCpuPerGib']).toBeGreaterThan(0);
    expect(figures['nodePeakRssMib']).toBeGreaterThan(0);
  }
  expect(new Set(verdicts.map(({ outcome }) => outcome))).toEqual(new Set(['not measured']));
});

it('says what to do when a peer is asked for that has no driver', async () => {
  await using directory = await temporaryDirectory();
  const { code, output } = await runBench(['produce-1k', '--peer', 'kafka'], directory.path);
  expect(output).toContain('or measure Weir alone with --peer none');
  expect(code).toBe(2);
});
