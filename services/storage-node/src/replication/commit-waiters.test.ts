import { expect, it } from 'vitest';

import { CommitWaiters } from './commit-waiters.ts';

function waiter(endOffset: number, deadlineAtMs = 1000, name = String(endOffset)) {
  return { endOffset, deadlineAtMs, name };
}

it('hands waiters out in the order of their offsets, each once', () => {
  const waiters = new CommitWaiters<ReturnType<typeof waiter>>();
  for (const end of [3, 9, 5, 5, 12]) waiters.add(waiter(end));
  const taken: number[] = [];
  for (let next = waiters.takeCommitted(9); next !== undefined; next = waiters.takeCommitted(9)) {
    taken.push(next.endOffset);
  }
  expect(taken).toEqual([3, 5, 5, 9]);
  expect(waiters.size).toBe(1);
  expect(waiters.takeAll().map(({ endOffset }) => endOffset)).toEqual([12]);
  expect(waiters.size).toBe(0);
});

it('gives up those that are overdue and keeps the others', () => {
  const waiters = new CommitWaiters<ReturnType<typeof waiter>>();
  waiters.add(waiter(1, 50));
  waiters.add(waiter(2, 10));
  waiters.add(waiter(3, 70));
  expect(waiters.takeOverdue(20).map(({ endOffset }) => endOffset)).toEqual([2]);
  expect(waiters.takeCommitted(100)?.endOffset).toBe(1);
  expect(waiters.takeCommitted(100)?.endOffset).toBe(3);
});

it('stays small when thousands pass through', () => {
  const waiters = new CommitWaiters<ReturnType<typeof waiter>>();
  for (let end = 1; end <= 5000; end += 1) {
    waiters.add(waiter(end));
    expect(waiters.takeCommitted(end)?.endOffset).toBe(end);
  }
  expect(waiters.size).toBe(0);
});
