import type { CommitOutcome, OffsetToCommit } from '@weir/client';
import { WeirError } from '@weir/core';
import type { OffsetResultInput } from '@weir/protos';
import { expect, it } from 'vitest';
import { CommitQueue } from './commit-queue.ts';

const at = (offset: number): OffsetToCommit => ({ topic: 't', partition: 0, offset });

/** A queue whose commits the test answers. */
function queue(): {
  readonly commits: CommitQueue;
  readonly asked: PromiseWithResolvers<readonly CommitOutcome[]>[];
  readonly answers: OffsetResultInput[][];
  readonly committed: number[];
} {
  const asked: PromiseWithResolvers<readonly CommitOutcome[]>[] = [];
  const answers: OffsetResultInput[][] = [];
  const committed: number[] = [];
  const commits = new CommitQueue({
    commit: () => {
      const call = Promise.withResolvers<readonly CommitOutcome[]>();
      asked.push(call);
      return call.promise;
    },
    onCommitted: ({ offset }) => committed.push(offset),
    answer: async (results) => {
      answers.push(results);
    },
  });
  return { commits, asked, answers, committed };
}

it('answers in the order of the requests, whichever is done first', async () => {
  const { commits, asked, answers, committed } = queue();
  void commits.add([at(1)]);
  const last = commits.add([at(2)]);
  asked[1]?.resolve([at(2)]);
  asked[0]?.resolve([at(1)]);
  await last;
  expect(answers.map(([result]) => result?.offset)).toEqual([1, 2]);
  expect(committed).toEqual([1, 2]);
});

it('answers each position with its own error, and all of them when the whole commit failed', async () => {
  const { commits, asked, answers, committed } = queue();
  void commits.add([at(1), at(2)]);
  const error = new WeirError('FENCED_MEMBER_EPOCH', 'Not yours');
  asked[0]?.resolve([{ ...at(1), error }, at(2)]);
  const last = commits.add([at(3), at(4)]);
  asked[1]?.reject(new WeirError('UNKNOWN_MEMBER_ID', 'Gone'));
  await last;
  expect(answers).toMatchObject([
    [{ offset: 1, errorCode: 'FENCED_MEMBER_EPOCH', errorMessage: 'Not yours' }, { offset: 2 }],
    [{ errorCode: 'UNKNOWN_MEMBER_ID' }, { errorCode: 'UNKNOWN_MEMBER_ID' }],
  ]);
  expect(committed).toEqual([2]);
});

it('is full while 100 requests, or 20,000 positions, are unanswered', async () => {
  const { commits, asked } = queue();
  for (let count = 0; count < 99; count += 1) void commits.add([at(count)]);
  expect(commits.isFull).toBe(false);
  const last = commits.add([at(99)]);
  expect(commits.isFull).toBe(true);
  for (const call of asked) call.resolve([at(1)]);
  await last;
  expect(commits.isFull).toBe(false);
  void commits.add(Array.from({ length: 20_000 }, (_none, offset) => at(offset)));
  expect(commits.isFull).toBe(true);
});
