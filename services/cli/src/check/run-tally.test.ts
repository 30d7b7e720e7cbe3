import { expect, it } from 'vitest';
import { recordValue, RunTally, type TalliedRecord } from './run-tally.ts';

const run = { runId: 'r1', recordCount: 5, partitionCount: 2 };

function record(index: number, offset: number, runId = 'r1'): TalliedRecord {
  const value = recordValue(runId, index);
  return { topic: 't', partition: index % 2, offset, text: () => value };
}

it('is complete when every record of the run has come, in whatever order of partitions', () => {
  const tally = new RunTally(run);
  for (const [index, offset] of [
    [1, 10],
    [0, 7],
    [3, 11],
    [2, 8],
  ] as const) {
    tally.note(record(index, offset));
  }
  expect(tally).toMatchObject({ count: 4, isComplete: false });
  tally.note(record(4, 9));
  expect(tally).toMatchObject({ count: 5, isComplete: true });
});

it('counts nothing of other runs, and no record without a value', () => {
  const tally = new RunTally(run);
  tally.note(record(0, 5, 'r10'));
  tally.note(record(0, 6, 'r2'));
  tally.note({ topic: 't', partition: 0, offset: 7, text: () => null });
  expect(tally.count).toBe(0);
});

it('counts once what is given again after a commit was lost', () => {
  const tally = new RunTally(run);
  for (const offset of [7, 8]) tally.note(record(offset === 7 ? 0 : 2, offset));
  for (const offset of [7, 8]) tally.note(record(offset === 7 ? 0 : 2, offset));
  tally.note(record(4, 9));
  expect(tally.count).toBe(3);
});

it('tells of a record that is lost, and of one that is in the log twice', () => {
  const tally = new RunTally(run);
  tally.note(record(0, 7));
  expect(() => {
    tally.note(record(4, 8));
  }).toThrow('Record 4 of the run stands at offset 8 of t/0, where record 2 belongs: one is lost');
  expect(() => {
    tally.note(record(0, 8));
  }).toThrow('one is there twice');
  const late = new RunTally(run);
  expect(() => {
    late.note(record(3, 0));
  }).toThrow('where record 1 belongs: one is lost');
});
