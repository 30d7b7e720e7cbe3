import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findRedelivered, findStoredTwice } from '../harness/checkers/no-duplicates.ts';
import { findLost } from '../harness/checkers/no-loss.ts';
import { findGaps, findKeysOutOfOrder } from '../harness/checkers/partition-order.ts';
import { eventually } from '../harness/eventually.ts';
import { readFlights } from '../harness/flights.ts';
import type { SeenRecord } from '../harness/history.ts';
import { StandaloneProcess } from '../harness/standalone-process.ts';
import { temporaryDirectory, type TemporaryDirectory } from '../harness/temporary-directory.ts';
import { CliConsumer, runCli } from '../harness/weir-cli.ts';

const flights = readFlights();
const values = flights.map(({ value }) => value);
let directory: TemporaryDirectory;
let weir: StandaloneProcess;

beforeAll(async () => {
  directory = await temporaryDirectory();
  weir = await StandaloneProcess.create({ directory: directory.path });
  await weir.start();
}, 90_000);

afterAll(async () => {
  await weir[Symbol.asyncDispose]();
  await directory[Symbol.asyncDispose]();
});

function checkAllOnce(seen: readonly SeenRecord[]): void {
  const seenValues = seen.map(({ value }) => value ?? '');
  expect(findLost(values, seenValues)).toEqual([]);
  expect(findStoredTwice(values, seenValues)).toEqual([]);
  expect(findRedelivered(seen)).toEqual([]);
  expect(findGaps(seen)).toEqual([]);
  expect(findKeysOutOfOrder(flights, seen)).toEqual([]);
}

describe.each(['direct', 'gateway'] as const)('%s', (way) => {
  const [topic, board] = [`flights-${way}`, `board-${way}`];

  it('takes 20,000 flights keyed by origin into six partitions', async () => {
    const at = whereWeirIs(way);
    const created = await runCli([
      ...['topic', 'create', topic, '--partitions', '6', '--replication-factor', '3', ...at],
    ]);
    expect(created).toMatchObject({ code: 0, stderr: '' });

    const produced = await runCli(
      ['produce', topic, '--key-field', 'origin', '--acks', 'all', '-o', 'json', ...at],
      `${values.join('\n')}\n`,
    );
    expect(produced.code).toBe(0);
    expect(JSON.parse(produced.stdout)).toMatchObject({ records: 20_000 });
  }, 60_000);

  it('gives each record once to one of two members, in order of each origin', async () => {
    const args = [topic, '--group', board, '--from', 'earliest', ...whereWeirIs(way)];
    const members = [new CliConsumer(args), new CliConsumer(args)];
    await eventually(
      () => members.reduce((sum, { records }) => sum + records.length, 0) >= 20_000,
      {
        timeoutMs: 60_000,
        what: 'Reading 20,000 records by two members',
      },
    );
    const described = await eventually(async () => {
      const { stdout } = await runCli([
        ...['group', 'describe', board, '-o', 'json', ...whereWeirIs(way)],
      ]);
      const group = JSON.parse(stdout) as {
        members: { owned: unknown[] }[];
        partitions: { lag: number }[];
      };
      return group.partitions.every(({ lag }) => lag === 0) ? group : undefined;
    });
    expect(described.members.map(({ owned }) => owned.length)).toEqual([3, 3]);
    await Promise.all(members.map((member) => member.stop()));

    checkAllOnce(members.flatMap(({ records }) => records).toSorted(byPosition));
  }, 120_000);

  it('gives a second group all of it again, and a restart the first group nothing', async () => {
    const second = new CliConsumer([
      ...[topic, '--group', `planner-${way}`, '--from', 'earliest', '--exit-at-end'],
      ...whereWeirIs(way),
    ]);
    await second.closed();
    checkAllOnce(second.records.toSorted(byPosition));

    await weir.process.stop();
    await weir.start();
    const first = new CliConsumer([
      ...[topic, '--group', board, '--exit-at-end', ...whereWeirIs(way)],
    ]);
    await first.closed();
    expect(first.records).toEqual([]);
  }, 120_000);
});

/** Everything is called by its own address, or through the gateway alone. */
function whereWeirIs(way: string): string[] {
  return ['--bootstrap', weir.address, '--connect', way];
}

function byPosition(left: SeenRecord, right: SeenRecord): number {
  return left.partition - right.partition || left.offset - right.offset;
}
