import { expect, it } from 'vitest';
import { HandFedReader, storedBatch } from '../../test/make-reader.ts';
import { ReadAheadShare } from './read-ahead-share.ts';

const batch = storedBatch(0, ['a']);

function fed(batches: number): HandFedReader {
  const one = new HandFedReader();
  for (let at = 0; at < batches; at += 1) one.receive(storedBatch(at, ['a']));
  return one;
}

it('has no limit while partitions are handled one after the other, or there is one only', () => {
  const share = new ReadAheadShare();
  const { reader } = fed(10);
  expect(share.noteReceived(reader, batch.length, 5)).toBe(false);
  share.divide(4);
  expect(share.noteReceived(reader, batch.length, 1)).toBe(false);
  expect(share.isFull(reader)).toBe(false);
});

it('stops a reader that holds more than its share, until it holds half of it', () => {
  const share = new ReadAheadShare();
  share.divide(2);
  const one = fed(5);
  const { reader } = one;
  // Four batches each.
  expect(share.noteReceived(reader, batch.length * 16, 3)).toBe(true);
  const still: boolean[] = [];
  for (let taken = 0; taken < 3; taken += 1) {
    one.take();
    still.push(share.noteTaken(reader));
  }
  expect(still).toEqual([false, false, true]);
  expect(share.isFull(reader)).toBe(false);
  expect(share.noteTaken(reader)).toBe(false);
});

it('forgets a reader that starts anew, and all when handling ends', () => {
  const share = new ReadAheadShare();
  share.divide(2);
  const [first, second] = [fed(5), fed(5)];
  for (const { reader } of [first, second]) share.noteReceived(reader, batch.length * 4, 2);
  share.forget(first.reader);
  expect([first, second].map(({ reader }) => share.isFull(reader))).toEqual([false, true]);
  share.divide(1);
  expect(share.isFull(second.reader)).toBe(false);
});
