import { Weir } from '@weir/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../harness/eventually.ts';
import { StandaloneProcess } from '../harness/standalone-process.ts';
import { temporaryDirectory, type TemporaryDirectory } from '../harness/temporary-directory.ts';
import { runCli, startCli } from '../harness/weir-cli.ts';

let directory: TemporaryDirectory;
let standalone: StandaloneProcess;
let weir: Weir;
let at: string[];

beforeAll(async () => {
  directory = await temporaryDirectory();
  standalone = await StandaloneProcess.create({ directory: directory.path });
  await standalone.start();
  at = ['--bootstrap', standalone.address];
  weir = new Weir({ bootstrap: [standalone.address] });
  const admin = weir.admin();
  await admin.createTopic({ name: 'orders', partitions: 3, replicationFactor: 3 });
  await admin.createTopic({ name: 'single', partitions: 1, replicationFactor: 1 });
  await weir.producer().send({ topic: 'orders', partition: 1, value: 'a' });
}, 90_000);

afterAll(async () => {
  await weir.close();
  await standalone[Symbol.asyncDispose]();
  await directory[Symbol.asyncDispose]();
}, 60_000);

async function ok(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runCli([...args, ...at]);
  expect({ code, stderr }).toMatchObject({ code: 0 });
  return stdout;
}

async function document(...args: readonly string[]): Promise<unknown> {
  return JSON.parse(await ok(...args, '-o', 'json')) as unknown;
}

describe('weir partition', () => {
  it('lists partitions, all or those that are meant', async () => {
    expect(await ok('partition', 'list', '-o', 'name')).toBe(
      'orders/0\norders/1\norders/2\nsingle/0\n',
    );
    expect(await ok('partitions', 'list', '--topic', 'orders')).toMatch(
      /^TOPIC +PARTITION +LEADER +REPLICAS +IN SYNC\norders +0 +\d +\d,\d,\d +\d,\d,\d\n/,
    );
    expect(await document('partition', 'list', '--under-replicated')).toEqual({ partitions: [] });
    expect(await ok('partition', 'list', '--node', '99', '-o', 'name')).toBe('');
    const { code, stderr } = await runCli(['partition', 'list', '--topic', 'nowhere', ...at]);
    expect(stderr).toMatch(/^error: UNKNOWN_TOPIC_OR_PARTITION: /);
    expect(code).toBe(1);
  });

  it('describes a partition with its log and its followers', async () => {
    await eventually(async () => {
      const described = await document('partition', 'describe', 'orders/1');
      expect(described).toMatchObject({
        ...{ topic: 'orders', partition: 1, logError: null, move: null },
        log: {
          ...{ logStartOffset: 0, highWatermark: 1, logEndOffset: 1, segments: 1 },
          followers: [
            { inSync: true, logEndOffset: 1 },
            { inSync: true, logEndOffset: 1 },
          ],
        },
      });
      return true;
    });
    const text = await ok('partition', 'describe', 'orders/1');
    expect(text).toMatch(/^Offsets 0 to 1, log end 1: 1 records to read\n\d+ B in 1 segment$/m);
    expect(text).toMatch(/^FOLLOWER +LOG END +BEHIND +SINCE +IN SYNC\n\d +1 +0 +- +yes$/m);
  });

  it.each([
    ['orders', 2],
    ['orders/x', 2],
    ['orders/7', 1],
    ['nowhere/0', 1],
  ])('refuses to describe %s', async (name, code) => {
    expect((await runCli(['partition', 'describe', name, ...at])).code).toBe(code);
  });
});

describe('weir node', () => {
  it('describes a node', async () => {
    const described = await document('node', 'describe', '1');
    expect(described).toMatchObject({
      node: { nodeId: 1, state: 'NODE_STATE_ALIVE' },
      replicas: { outOfSync: [] },
    });
    expect(await ok('node', 'describe', '1')).toMatch(/^Node +1 at [\s\S]+^Leaders +\d/m);
    expect((await runCli(['node', 'describe', '9', ...at])).code).toBe(1);
  });

  it('drains a node and takes that back, after it has said what it would do', async () => {
    const single = await document('partition', 'describe', 'single/0');
    const { leader: only } = single as { readonly leader: number };
    const nodeId = only === 1 ? 2 : 1;
    const planned = await document('node', 'drain', `${nodeId}`, '--dry-run');
    expect(planned).toMatchObject({ nodeId, dryRun: true, withoutSuccessor: 0, isDrained: false });
    const drained = await document('node', 'drain', `${nodeId}`, '--wait', '--timeout', '30s');
    expect(drained).toEqual({
      ...{ nodeId, isDraining: true, remainingLeaders: 0, blockedReason: '', dryRun: false },
    });
    expect(await ok('node', 'describe', `${nodeId}`)).toMatch(/^State +alive, drained$/m);
    expect(await ok('node', 'drain', `${nodeId}`, '--undo')).toMatch(/^Node \d may lead again/);
    await ok('partition', 'elect');
  });

  it('says why a node cannot be drained, and waits no longer than it is told', async () => {
    const single = await document('partition', 'describe', 'single/0');
    const { leader } = single as { readonly leader: number };
    const drain = ['node', 'drain', `${leader}`];
    expect(await document(...drain, '--dry-run')).toMatchObject({ withoutSuccessor: 1 });
    const { code, stderr } = await runCli([...drain, '--timeout', '1s', ...at]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/single\/0/);
    expect(stderr).toMatch(/REQUEST_TIMED_OUT/);
    await ok(...drain, '--undo');
  });
});

describe('weir top', () => {
  it('prints as many rounds as it is asked for, with what has gone through', async () => {
    const producer = weir.producer();
    const ended = new AbortController();
    const producing = (async () => {
      while (!ended.signal.aborted) await producer.send({ topic: 'orders', value: 'x' });
    })();
    try {
      const text = await ok('top', '-n', '2', '--every', '1', '-o', 'json');
      const rounds = text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>);
      expect(rounds).toHaveLength(2);
      expect(rounds[1]).toMatchObject({
        totals: { nodes: 3, deadNodes: 0, topics: 2, partitions: 4 },
        nodes: [{ nodeId: 1 }, { nodeId: 2 }, { nodeId: 3 }],
      });
      const { topics, totals } = rounds[1] as {
        readonly topics: readonly { readonly topic: string; readonly recordsPerSecond: number }[];
        readonly totals: { readonly recordsPerSecond: number };
      };
      expect(topics[0]?.topic).toBe('orders');
      expect(topics[0]?.recordsPerSecond).toBeGreaterThan(0);
      expect(totals.recordsPerSecond).toBeGreaterThan(0);
    } finally {
      ended.abort();
      await producing;
    }
  });

  it('prints tables where nobody looks at a terminal, until it is interrupted', async () => {
    const child = startCli(['top', '--every', '0.2', ...at]);
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    const exited = new Promise<number | null>((resolve) => {
      child.once('close', resolve);
    });
    await eventually(
      () => text.split('\n').filter((line) => line.startsWith('Cluster ')).length >= 2,
    );
    child.kill('SIGINT');
    expect(await exited).toBe(0);
    expect(text).toMatch(/^NODE +STATE +RECORDS\/s/m);
    expect(text).not.toContain('\u001B[?1049h');
  });
});
