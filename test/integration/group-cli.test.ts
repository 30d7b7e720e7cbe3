import { Weir } from '@weir/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../harness/eventually.ts';
import type { CommandResult } from '../harness/run-command.ts';
import { StandaloneProcess } from '../harness/standalone-process.ts';
import { temporaryDirectory, type TemporaryDirectory } from '../harness/temporary-directory.ts';
import { CliConsumer, runCli, startCli } from '../harness/weir-cli.ts';

interface ResetDocument {
  readonly dryRun: boolean;
  readonly offsets: readonly {
    readonly partition: number;
    readonly previousOffset: number | null;
    readonly offset: number;
    readonly change: number | null;
  }[];
}

let directory: TemporaryDirectory;
let standalone: StandaloneProcess;
let weir: Weir;
let at: string[];
/** Between the first 60 records and the rest of each partition, Unix milliseconds. */
let middleMs: number;

beforeAll(async () => {
  directory = await temporaryDirectory();
  standalone = await StandaloneProcess.create({ directory: directory.path });
  await standalone.start();
  at = ['--bootstrap', standalone.address];
  weir = new Weir({ bootstrap: [standalone.address] });
  await ok(['topic', 'create', 'orders', '--partitions', '2', '--replication-factor', '3']);
  for (const partition of [0, 1]) await produce(partition, 60);
  middleMs = Date.now() + 1;
  await eventually(() => Date.now() > middleMs);
  for (const partition of [0, 1]) await produce(partition, 40);
  await weir.admin().resetOffsets({ groupId: 'readers', topic: 'orders', to: 'earliest' });
  await ok(['consume', 'orders', '--group', 'readers', '--max', '50']);
}, 90_000);

afterAll(async () => {
  await weir[Symbol.asyncDispose]();
  await standalone[Symbol.asyncDispose]();
  await directory[Symbol.asyncDispose]();
}, 60_000);

/** Runs a command against the system. */
async function run(args: readonly string[], input = ''): Promise<CommandResult> {
  return runCli([...args, ...at], input);
}

/** What a command that succeeds prints. */
async function ok(args: readonly string[], input = ''): Promise<string> {
  const { code, stdout, stderr } = await run(args, input);
  expect({ code, stderr }).toMatchObject({ code: 0 });
  return stdout;
}

async function produce(partition: number, records: number): Promise<void> {
  const input = Array.from({ length: records }, (_, index) => `${index}\n`).join('');
  await ok(['produce', 'orders', '--partition', `${partition}`], input);
}

/** Resets partition 0 of "orders" and returns what is told of it. */
async function reset(group: string, ...args: readonly string[]) {
  const text = await ok([
    ...['group', 'reset', group, '--topic', 'orders', '--partition', '0', '-o', 'json'],
    ...args,
  ]);
  const { offsets, dryRun } = JSON.parse(text) as ResetDocument;
  return { ...offsets[0], dryRun };
}

/** Puts a group at an offset of partition 0. */
async function place(groupId: string, offset: number): Promise<void> {
  await weir.admin().resetOffsets({ groupId, topic: 'orders', partitions: [0], to: { offset } });
}

async function committedOffset(groupId: string): Promise<number | undefined> {
  const offsets = await weir.admin().fetchOffsets(groupId);
  return offsets.find(({ partition }) => partition === 0)?.offset;
}

describe('group list and describe', () => {
  it('show lag of a group that has read a part', async () => {
    const list = await eventually(async () => {
      const text = await ok(['group', 'list']);
      return text.includes('150') ? text : undefined;
    });
    expect(list).toMatch(/^GROUP +STATE +MEMBERS +LAG +STUCK\nreaders +empty +0 +150 +0\n$/);
    const text = await ok(['group', 'describe', 'readers']);
    expect(text).toMatch(/^Group readers: empty, .* coordinator standalone, lag 150, 0 stuck$/m);
    expect(text).toMatch(/^TOPIC +PARTITION +MEMBER +COMMITTED +POSITION +END +LAG +LAG TIME/m);
    expect(text).toMatch(/^orders +1 +- +\d+ +- +100 +\d+ +\d[\d.]* (?:ms|s|min)/m);
  });

  it('show members, and nothing of how messages are encoded', async () => {
    const consumer = new CliConsumer(['orders', '--group', 'members', ...at]);
    await eventually(() => consumer.records.length === 200);
    const text = await ok(['group', 'describe', 'members']);
    expect(text).toMatch(/^MEMBER +INSTANCE +CLIENT +RACK +EPOCH +CONNECTED +PARTITIONS$/m);
    expect(text).toMatch(/^[\da-f-]{36} +- +weir-cli +- +\d+ +yes +2$/m);
    const json = await ok(['group', 'describe', 'members', '-o', 'json']);
    expect(json).toContain('"isConnected":true');
    expect(json).not.toMatch(/"_/);
    await consumer.stop();
  });
});

describe('group reset', () => {
  const forms: { args: string[]; offset: number }[] = [
    { args: ['--to', 'earliest'], offset: 0 },
    { args: ['--to', 'latest'], offset: 100 },
    { args: ['--to', '42'], offset: 42 },
    { args: ['--to', '@2001-01-01'], offset: 0 },
    { args: ['--to', '@2001-01-01T00:00:00Z'], offset: 0 },
    { args: ['--to', '@4102444800000'], offset: 100 },
    { args: ['--to', '-1d'], offset: 0 },
    { args: ['--to', '-0ms'], offset: 100 },
    { args: ['--shift', '5'], offset: 25 },
    { args: ['--shift', '-5'], offset: 15 },
    { args: ['--shift', '-500'], offset: 0 },
    { args: ['--shift', '500'], offset: 100 },
  ];

  const named = forms.map((form) => ({ ...form, line: form.args.join(' ') }));

  it.each(named)('$line goes to $offset, as the dry run says', async ({ args, offset }) => {
    await place('resetting', 20);
    const told = { previousOffset: 20, offset, change: offset - 20 };
    expect(await reset('resetting', ...args, '--dry-run')).toMatchObject({ ...told, dryRun: true });
    expect(await committedOffset('resetting')).toBe(20);
    expect(await reset('resetting', ...args)).toMatchObject({ ...told, dryRun: false });
    expect(await committedOffset('resetting')).toBe(offset);
  });

  it('goes to a time between records', async () => {
    expect(await reset('timed', '--to', `@${middleMs}`)).toMatchObject({
      previousOffset: null,
      offset: 60,
      change: null,
    });
    const isoTime = new Date(middleMs).toISOString();
    expect(await reset('timed', '--to', `@${isoTime}`)).toMatchObject({ offset: 60 });
  });

  it('shows old and new offsets of all partitions, and that a dry run changes nothing', async () => {
    await place('shown', 30);
    const args = ['group', 'reset', 'shown', '--topic', 'orders', '--to', 'latest', '--dry-run'];
    const { code, stdout, stderr } = await run(args);
    expect(code).toBe(0);
    expect(stdout.trimEnd().split('\n')).toEqual([
      'TOPIC   PARTITION  OLD OFFSET  NEW OFFSET  CHANGE',
      'orders  0          30          100         +70',
      'orders  1          -           100         -',
    ]);
    expect(stderr).toBe('Nothing was changed: --dry-run\n');
  });

  it('changes no partition where one cannot be reset', async () => {
    await place('whole', 30);
    const { code, stderr } = await run([
      ...['group', 'reset', 'whole', '--topic', 'orders', '--shift', '5'],
    ]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: INVALID_REQUEST: orders\/1: .*no committed offset/);
    expect(await committedOffset('whole')).toBe(30);
  });

  it('needs force while the group has members', async () => {
    const consumer = new CliConsumer(['orders', '--group', 'busy', ...at]);
    await eventually(() => consumer.records.length === 200);
    const args = ['group', 'reset', 'busy', '--topic', 'orders', '--to', '90'];
    const refused = await run(args);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('NON_EMPTY_GROUP');
    await ok([...args, '--force']);
    // Ten records of each partition come again.
    await eventually(() => consumer.records.length === 220);
    await consumer.stop();
  });
});

describe('--watch', () => {
  it('shows a group again and again until it is interrupted, which is no failure', async () => {
    const { code, stdout, stderr } = await watchRounds(['group', 'list', '--watch', '0.2'], 'Z\n');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [first = '', second = ''] = stdout.split('\n\n');
    for (const round of [first, second]) {
      expect(round).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z\nGROUP .*\n(?:.*\n)*readers +empty/);
    }
  });

  it('prints one document a line as JSON', async () => {
    const args = ['group', 'describe', 'readers', '--watch', '0.2', '-o', 'json'];
    const { code, stdout } = await watchRounds(args, '}\n');
    expect(code).toBe(0);
    const documents = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(documents.length).toBeGreaterThanOrEqual(2);
    for (const document of documents) expect(document).toMatchObject({ groupId: 'readers' });
  });

  it('tells of rounds that fail and tries again', async () => {
    const child = startCli(['group', 'describe', 'later', '--watch', '0.2', ...at]);
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    const ended = exitCodeOf(child);
    await eventually(() => stderr.split('GROUP_ID_NOT_FOUND').length > 2);
    await place('later', 5);
    await eventually(() => stdout.includes('Group later: empty'));
    child.kill('SIGINT');
    expect(await ended).toBe(0);
  });

  it('ends when the reader of its output goes', async () => {
    const child = startCli(['group', 'list', '--watch', '0.2', ...at]);
    const ended = exitCodeOf(child);
    child.stdout.once('data', () => child.stdout.destroy());
    expect(await ended).toBe(0);
  });
});

describe('bad input', () => {
  const resetOrders = ['group', 'reset', 'readers', '--topic', 'orders'];
  const cases: { args: string[]; code: number; says: RegExp }[] = [
    { args: [...resetOrders], code: 2, says: /one of --to, --shift/ },
    {
      args: [...resetOrders, '--to', '1', '--shift', '1'],
      code: 2,
      says: /one of --to, --shift/,
    },
    { args: [...resetOrders, '--to', 'soon'], code: 2, says: /--to is "soon"/ },
    { args: [...resetOrders, '--to', '@noon'], code: 2, says: /Time "noon"/ },
    { args: [...resetOrders, '--to', '-5w'], code: 2, says: /Duration "5w"/ },
    { args: [...resetOrders, '--to', '101'], code: 1, says: /OFFSET_OUT_OF_RANGE.*101.*0 to 100/ },
    { args: [...resetOrders, '--shift', 'x'], code: 2, says: /--shift is "x"/ },
    {
      args: [...resetOrders, '--to', '1', '--partition', 'x'],
      code: 2,
      says: /--partition is "x"/,
    },
    {
      args: [...resetOrders, '--to', '1', '--partition', '7'],
      code: 1,
      says: /UNKNOWN_TOPIC_OR_PARTITION.*7.*2 partitions/,
    },
    {
      args: ['group', 'reset', 'readers', '--topic', 'nowhere', '--to', '1'],
      code: 1,
      says: /UNKNOWN_TOPIC_OR_PARTITION.*nowhere/,
    },
    { args: ['group', 'reset', 'readers', '--to', '1'], code: 2, says: /--topic/ },
    { args: ['group', 'reset', '--topic', 'orders', '--to', '1'], code: 2, says: /group/ },
    {
      args: ['group', 'reset', '', '--topic', 'orders', '--to', '1'],
      code: 2,
      says: /INVALID_GROUP_ID/,
    },
    { args: ['group', 'describe', 'nobody'], code: 1, says: /GROUP_ID_NOT_FOUND.*nobody/ },
    { args: ['group', 'describe', ''], code: 2, says: /INVALID_GROUP_ID/ },
    { args: ['group', 'describe', '', '--watch'], code: 2, says: /INVALID_GROUP_ID/ },
    { args: ['group', 'describe', '--watch', 'readers'], code: 2, says: /--watch is "readers"/ },
    {
      args: ['group', 'list', '--watch', '0'],
      code: 2,
      says: /--watch is "0", wanted are seconds/,
    },
    { args: ['group', 'list', '--watch', '2s'], code: 2, says: /--watch is "2s"/ },
    { args: ['group', 'list', '--since', '1'], code: 2, says: /unknown option/ },
  ];

  const named = cases.map((each) => ({ ...each, line: each.args.join(' ') }));

  it.each(named)('is told of: $line', async ({ args, code, says }) => {
    const result = await run(args);
    expect(result.code).toBe(code);
    expect(result.stderr).toMatch(says);
    expect(result.stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(result.stdout).toBe('');
  });
});

/** Runs a watch for at least two rounds, each with this once, and interrupts it. */
async function watchRounds(args: readonly string[], oncePerRound: string): Promise<CommandResult> {
  const child = startCli([...args, ...at]);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = exitCodeOf(child);
  await eventually(() => stdout.split(oncePerRound).length > 3);
  child.kill('SIGINT');
  return { code: await ended, stdout, stderr };
}

async function exitCodeOf(child: ReturnType<typeof startCli>): Promise<number> {
  return new Promise((resolve) => {
    child.once('close', (code) => {
      resolve(code ?? 128);
    });
  });
}
