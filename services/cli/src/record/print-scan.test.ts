import { PassThrough } from 'node:stream';
import { type ScanEnd, type ScanEvent, WeirError } from '@weir/client';
import { expect, it } from 'vitest';
import { RecordWriter } from '../consume/record-writer.ts';
import { InterruptedError, PartialFailure } from '../exit-code.ts';
import { Output } from '../output.ts';
import { printScan } from './print-scan.ts';
import { ProgressLine } from './progress-line.ts';

const end: ScanEnd = {
  ...{ reason: 'end', cursor: 'n0.5', scanned: 1_234_567, matched: 2, scannedBytes: 1024 * 1024 },
  ...{ remaining: 0, partitions: [] },
};

function record(value: string): ScanEvent {
  const place = { topic: 't', partition: 0, offset: 0, timestampMs: 0 };
  return {
    kind: 'record',
    record: { ...place, key: null, value: Buffer.from(value), headers: [] },
  };
}

async function print(events: readonly ScanEvent[], signal = new AbortController().signal) {
  const [results, notes] = [new PassThrough(), new PassThrough()];
  const screen = new Output(results, notes);
  const writer = new RecordWriter(screen.write.bind(screen), 'text', undefined);
  const line = new ProgressLine(notes);
  async function* given(): AsyncGenerator<ScanEvent> {
    yield* events;
  }
  const failure: unknown = await printScan(given(), {
    ...{ writer, screen, line, signal, tellsAll: true },
  }).then(
    () => undefined,
    (error: unknown) => error,
  );
  return { results: String(results.read() ?? ''), notes: String(notes.read() ?? ''), failure };
}

it('prints records, and how much was looked at', async () => {
  const printed = await print([record('a'), record('b'), { kind: 'end', ...end }]);
  expect(printed.results).toBe('a\nb\n');
  expect(printed.notes).toMatch(/^1,234,567 records \(1\.0 MiB\) looked at, 2 found in \d+ ms\n$/);
  expect(printed.failure).toBeUndefined();
});

it('says how to go on when the time is up', async () => {
  const { notes } = await print([{ kind: 'end', ...end, reason: 'time', remaining: 9 }]);
  expect(notes).toContain('The time is up (9 to look at): go on with --cursor n0.5\n');
});

it('fails when a partition was not read, after all that was', async () => {
  const error = new WeirError('LEADER_NOT_AVAILABLE', 'gone');
  const partitions = [{ partition: 3, error }];
  const printed = await print([record('a'), { kind: 'end', ...end, partitions }]);
  expect(printed.results).toBe('a\n');
  expect(printed.notes).toContain('partition 3 was not read: LEADER_NOT_AVAILABLE: gone');
  expect(printed.failure).toBeInstanceOf(PartialFailure);
});

it('prints what it has when it is interrupted', async () => {
  const printed = await print([record('a')], AbortSignal.abort());
  expect(printed.results).toBe('a\n');
  expect(printed.failure).toBeInstanceOf(InterruptedError);
});
