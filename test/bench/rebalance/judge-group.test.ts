import { expect, it } from 'vitest';
import type { Delivery } from './delivery.ts';
import { judgeGroup } from './judge-group.ts';

function acknowledged(offset: number) {
  return { topic: 't', partition: 0, offset, value: `${offset}` };
}

function given(offset: number, atMs: number, value = `${offset}`): Delivery {
  return { ...acknowledged(offset), member: 'a', atMs, key: null, value };
}

const nobody: ReadonlySet<string> = new Set();

it('finds nothing wrong where all was delivered once, in the order of time', () => {
  const { counts, errors } = judgeGroup(
    [acknowledged(0), acknowledged(1)],
    [given(1, 2), given(0, 1)],
    nobody,
  );
  expect(counts).toEqual({ delivered: 2, skipped: 0, duplicates: 0, redelivered: 0 });
  expect(errors).toEqual([]);
});

it('counts as skipped what never came and what came after a later record', () => {
  const sent = [0, 1, 2].map(acknowledged);
  expect(judgeGroup(sent, [given(1, 1), given(0, 2)], nobody).counts.skipped).toBe(2);
});

it('tells of an offset that came with another value than was acknowledged', () => {
  const { errors } = judgeGroup([acknowledged(0)], [given(0, 1, 'other')], nobody);
  expect(errors).toEqual(['t 0 at 0: 0 (acknowledged), other (a)']);
});
