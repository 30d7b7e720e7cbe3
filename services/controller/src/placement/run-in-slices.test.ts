import { expect, it } from 'vitest';
import { runInSlices } from './run-in-slices.ts';

/** Takes this long, and yields all the time. */
function* busy(durationMs: number): Generator<void, string> {
  const endMs = performance.now() + durationMs;
  while (performance.now() < endMs) yield;
  return 'done';
}

it('lets other work of the process go on meanwhile', async () => {
  let turns = 0;
  const timer = setInterval(() => (turns += 1), 1);
  expect(await runInSlices(busy(200), new AbortController().signal)).toBe('done');
  clearInterval(timer);
  expect(turns).toBeGreaterThan(3);
});

it('ends when nobody wants the result any more', async () => {
  const controller = new AbortController();
  const result = runInSlices(busy(60_000), controller.signal);
  controller.abort();
  await expect(result).rejects.toThrow('aborted');
});
