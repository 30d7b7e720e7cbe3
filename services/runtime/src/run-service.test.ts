import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished, vi } from 'vitest';

function run(behaviour: string) {
  const main = fileURLToPath(new URL('../test/run-service-main.ts', import.meta.url));
  const child = spawn(process.execPath, [main, behaviour]);
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const output = { text: '' };
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output.text += chunk.toString();
    });
  }
  const exited = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.on('close', (code, signal) => {
      resolve(code ?? signal);
    });
  });
  const said = (text: string): Promise<void> =>
    vi.waitFor(
      () => {
        expect(output.text).toContain(text);
      },
      { timeout: 10_000, interval: 10 },
    );
  return { child, output, exited, said };
}

it.each(['SIGTERM', 'SIGINT'] as const)('stops once on %s and exits with 0', async (signal) => {
  const { child, output, exited, said } = run('well');
  await said('ready');
  child.kill(signal);
  expect(await exited).toBe(0);
  expect(output.text).toContain('stopped');
});

it('lets a stop finish when the signal comes twice, as Ctrl-C under npm does', async () => {
  const { child, output, exited, said } = run('slow-stop');
  await said('ready');
  child.kill('SIGINT');
  await said('stop 1');
  child.kill('SIGINT');
  expect(await exited).toBe(0);
  expect(output.text).toContain('stopped');
  expect(output.text).not.toContain('stop 2');
});

it('exits with 1 when a stop fails', async () => {
  const { child, output, exited, said } = run('bad-stop');
  await said('ready');
  child.kill('SIGTERM');
  expect(await exited).toBe(1);
  expect(output.text).toContain('Flush failed');
});

it('says in one line why it cannot start, and exits with 1', async () => {
  const { output, exited } = run('bad-start');
  expect(await exited).toBe(1);
  expect(output.text).toBe('error: INVALID_CONFIG: Port is taken\n');
});

it('exits with 0 when it is told to stop while it starts', async () => {
  const { child, exited, said } = run('slow-start');
  await said('starting');
  child.kill('SIGTERM');
  expect(await exited).toBe(0);
});

it('logs an error that nobody caught and exits with 1', async () => {
  const { output, exited } = run('uncaught');
  expect(await exited).toBe(1);
  expect(output.text).toContain('Nobody caught me');
});
