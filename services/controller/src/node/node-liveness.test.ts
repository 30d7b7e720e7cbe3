import { ManualClock } from '@weir/core';
import { type ProbeResult, probeTcp, silentLogger } from '@weir/runtime';
import { expect, it } from 'vitest';
import { NodeLiveness } from './node-liveness.ts';

function setUp(address = '127.0.0.1:1', results?: ProbeResult[]) {
  const clock = new ManualClock();
  const dead: number[] = [];
  const liveness = new NodeLiveness({
    sessionTimeoutMs: 2_000,
    clock,
    logger: silentLogger,
    addressOf: () => address,
    onDead: (nodeId) => dead.push(nodeId),
    probe: results === undefined ? probeTcp : async () => results.shift() ?? 'open',
  });
  return { clock, dead, liveness };
}

it('takes silence for death only after the session timeout', () => {
  const { clock, dead, liveness } = setUp();
  liveness.seen(1);
  clock.advanceBy(1_500);
  liveness.seen(1);
  clock.advanceBy(1_900);
  expect(dead).toEqual([]);
  clock.advanceBy(200);
  expect(dead).toEqual([1]);
});

it('takes a broken stream and a refusing port for death at once', async () => {
  const { dead, liveness } = setUp();
  liveness.seen(1);
  await liveness.probe(1);
  expect(dead).toEqual([1]);
});

it('does not take a broken stream for death while the port answers', async () => {
  const { clock, dead, liveness } = setUp('127.0.0.1:1', ['open']);
  liveness.seen(1);
  const probing = liveness.probe(1);
  await runOut(clock, probing);
  expect(dead).toEqual([]);
});

it('looks again: a process that is killed may lose its streams before its port', async () => {
  const { clock, dead, liveness } = setUp('127.0.0.1:1', ['open', 'silent', 'refused']);
  liveness.seen(1);
  const probing = liveness.probe(1);
  await runOut(clock, probing);
  expect(dead).toEqual([1]);
});

it('leaves off at a sign of life', async () => {
  const { clock, dead, liveness } = setUp('127.0.0.1:1', ['open', 'refused']);
  liveness.seen(1);
  const probing = liveness.probe(1);
  await Promise.resolve();
  liveness.seen(1);
  await runOut(clock, probing);
  expect(dead).toEqual([]);
});

/** Lets time pass until the work is done. */
async function runOut(clock: ManualClock, work: Promise<void>): Promise<void> {
  const over = new AbortController();
  const done = work.finally(() => {
    over.abort();
  });
  while (!over.signal.aborted) {
    await new Promise((resolve) => setImmediate(resolve));
    clock.advanceBy(10);
  }
  await done;
}
