import { Weir } from '@weir/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../harness/eventually.ts';
import { StandaloneProcess } from '../harness/standalone-process.ts';
import { temporaryDirectory, type TemporaryDirectory } from '../harness/temporary-directory.ts';
import { runCli, startCli } from '../harness/weir-cli.ts';

interface Printed {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly key: string | null;
  readonly value: string;
}

let directory: TemporaryDirectory;
let standalone: StandaloneProcess;
let weir: Weir;
let at: string[];

beforeAll(async () => {
  directory = await temporaryDirectory();
  standalone = await StandaloneProcess.create({ directory: directory.path });
  await standalone.start();
  at = ['--bootstrap', standalone.address];
  weir = new Weir({ bootstrap: standalone.address });
  // Their times are of 1970.
  const kept = { partitions: 2, replicationFactor: 1, configs: { 'retention.ms': '-1' } };
  for (const name of ['orders', 'trimmed']) await weir.admin().createTopic({ name, ...kept });
  await using producer = weir.producer();
  for (let index = 0; index < 200; index += 1) {
    const place = { partition: index % 2, timestampMs: 1_000_000 + index };
    const value = JSON.stringify({ index, name: index === 42 ? 'Ann' : 'Bob' });
    const headers = { third: `${index % 3 === 0}` };
    await Promise.all([
      producer.send({ topic: 'orders', key: `k${index}`, value, headers, ...place }),
      producer.send({ topic: 'trimmed', value, ...place }),
    ]);
  }
}, 120_000);

afterAll(async () => {
  await weir[Symbol.asyncDispose]();
  await standalone[Symbol.asyncDispose]();
  await directory[Symbol.asyncDispose]();
}, 60_000);

async function ok(...args: readonly string[]): Promise<{ stdout: string; stderr: string }> {
  const { code, stdout, stderr } = await runCli(['record', ...args, ...at]);
  expect({ code, stderr }).toMatchObject({ code: 0 });
  return { stdout, stderr };
}

async function records(...args: readonly string[]): Promise<Printed[]> {
  return parse((await ok(...args, '-o', 'json')).stdout);
}

function parse(text: string): Printed[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Printed);
}

function keys(printed: readonly Printed[]): (string | null)[] {
  return printed.map(({ key }) => key);
}

describe('record list', () => {
  it('prints the newest first, and says how to go on', async () => {
    const { stdout, stderr } = await ok('list', 'orders', '--limit', '3', '-o', 'json');
    expect(keys(parse(stdout))).toEqual(['k199', 'k198', 'k197']);
    const [, cursor = ''] = /--cursor (\S+)/.exec(stderr) ?? [];
    const next = await records('list', 'orders', '--limit', '2', '--cursor', cursor);
    expect(keys(next)).toEqual(['k196', 'k195']);
  });

  it('prints the oldest first, between two places', async () => {
    const between = ['--oldest', '--from', '@1000010', '--to', '@1000013'];
    expect(keys(await records('list', 'orders', ...between))).toEqual(['k10', 'k11', 'k12']);
    const offsets = ['--partition', '1', '--from', '97', '--newest'];
    expect(keys(await records('list', 'orders', ...offsets))).toEqual(['k199', 'k197', 'k195']);
    expect(await records('list', 'orders', '--from', '-1h')).toEqual([]);
  });

  it('prints as consume does', async () => {
    const { stdout } = await ok('list', 'orders', '--limit', '1', '--format', '%t/%p/%o %k %h');
    expect(stdout).toBe('orders/1/99 k199 third=false\n');
  });
});

describe('record search', () => {
  it.each([
    [['--text', 'ann']],
    [['--value', '"A.n"', '--regex']],
    [['--key', 'k42']],
    [['--json', 'index=42']],
    [['--header', 'third=true', '--text', 'Ann', '--case-sensitive', '--in', 'value']],
  ])('finds one by %j', async (args) => {
    const { stdout, stderr } = await ok('search', 'orders', ...args, '-o', 'ndjson');
    expect(parse(stdout)).toMatchObject([{ partition: 0, offset: 21, key: 'k42' }]);
    expect(stderr).toMatch(/^200 records \(0\.0 MiB\) looked at, 1 found in .*\n$/);
  });

  it('stops at its limit and goes on', async () => {
    const third = ['search', 'orders', '--header', 'third=true', '-o', 'json'];
    const { stdout, stderr } = await ok(...third, '--limit', '60');
    const [, cursor = ''] = /go on with --cursor (\S+)/.exec(stderr) ?? [];
    const rest = await records(...third, '--cursor', cursor);
    expect(new Set(keys([...parse(stdout), ...rest])).size).toBe(67);
    expect(parse(stdout).length + rest.length).toBe(67);
  });

  it.each([
    [['search', 'orders'], 'Say what to look for'],
    [['search', 'orders', '--text', 'a', '--in', 'body'], '--in is "body"'],
    [['search', 'orders', '--text', '(', '--regex'], 'Unterminated group'],
    [['search', 'orders', '--text', 'a', '--time', '0s'], '--time is "0s"'],
    [['list', 'orders', '--from', 'x'], '--from is "x"'],
    [['list', 'orders', '--newest', '--oldest'], 'cannot be used with'],
    [['list', 'orders', '--cursor', 'x'], 'The cursor is not one'],
  ])('refuses %j', async (args, message) => {
    const { code, stderr } = await runCli(['record', ...args, ...at]);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe('record get', () => {
  it('prints a record, or says what there is', async () => {
    const place = ['--partition', '1', '--offset'];
    expect(await records('get', 'orders', ...place, '3')).toMatchObject([{ key: 'k7', offset: 3 }]);
    const { code, stderr } = await runCli(['record', 'get', 'orders', ...place, '100', ...at]);
    expect(code).toBe(1);
    expect(stderr).toContain(
      'OFFSET_OUT_OF_RANGE: There is no record 100 in orders/1: it has 0 to 99',
    );
  });
});

describe('record tail', () => {
  it('prints the last ones first, then what comes, without a gap', async () => {
    await weir.admin().createTopic({ name: 'log', partitions: 2, replicationFactor: 1 });
    await using producer = weir.producer();
    for (let index = 0; index < 6; index += 1)
      await producer.send({ topic: 'log', value: `${index}` });
    const tail = startCli(['record', 'tail', 'log', '-n', '2', '-o', 'json', ...at]);
    let text = '';
    tail.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    await eventually(() => parse(text).length === 2);
    await producer.send({ topic: 'log', value: '6' });
    await eventually(() => parse(text).length === 3);
    tail.kill('SIGINT');
    await new Promise((resolve) => tail.once('close', resolve));
    expect(parse(text).map(({ value }) => value)).toEqual(['4', '5', '6']);
  });
});

describe('record delete', () => {
  const one = ['delete', 'trimmed', '--partition', '0', '-o', 'json'];

  it('shows what would go, then deletes it', async () => {
    const row = { partition: 0, previousLogStartOffset: 0, logStartOffset: 40, records: 40 };
    const dry = await ok(...one, '--before', '40', '--dry-run');
    expect(JSON.parse(dry.stdout)).toMatchObject({ dryRun: true, partitions: [row] });
    expect(await records('list', 'trimmed', '--limit', '500')).toHaveLength(200);
    const done = await ok(...one, '--before', '40', '--yes');
    expect(JSON.parse(done.stdout)).toMatchObject({ dryRun: false, partitions: [row] });
    expect(await records('list', 'trimmed', '--limit', '500')).toHaveLength(160);
  });

  it('takes a time, of all partitions, and the end', async () => {
    const { stdout } = await ok('delete', 'trimmed', '--before', '@1000150');
    expect(stdout).toMatch(/^TOPIC +PARTITION +START +NEW START +END +DELETED\n/);
    expect(stdout).toMatch(/^trimmed +0 +40 +75 +100 +35$/m);
    expect(stdout).toMatch(/^trimmed +1 +0 +75 +100 +75$/m);
    await ok(...one, '--before', 'latest');
    expect(await records('list', 'trimmed', '--limit', '500')).toHaveLength(25);
    expect(await records('list', 'trimmed', '--partition', '0')).toEqual([]);
  });

  it.each([
    [['delete', 'trimmed', '--before', '5'], 'name the --partition'],
    [[...one, '--before', '101'], '--before is 101, but trimmed/0 ends at 100'],
    [['delete', 'trimmed', '--before', 'latest', '--partition', '9'], 'has partitions 0 to 1'],
  ])('refuses %j', async (args, message) => {
    const { code, stderr } = await runCli(['record', ...args, ...at]);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});

it('record produce and record consume are the commands of the top level', async () => {
  await weir.admin().createTopic({ name: 'both', partitions: 1, replicationFactor: 1 });
  const produced = await runCli(['records', 'produce', 'both', ...at], 'one\ntwo\n');
  expect(produced.code).toBe(0);
  const { stdout } = await ok('consume', 'both', '--exit-at-end');
  expect(stdout).toBe('one\ntwo\n');
});
