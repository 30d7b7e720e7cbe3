import type { DescribeLogsResult } from '@weir/protos';
import { expect, it } from 'vitest';
import { logTotals } from './log-totals.ts';

const one: DescribeLogsResult = {
  ...{ topicId: 't', partition: 0, error: null, leaderEpoch: 1, followers: [] },
  ...{ logStartOffset: 10, highWatermark: 25, logEndOffset: 27, logBytes: 300, segments: 2 },
};

it('sums what the leaders tell, and counts those that do not', () => {
  const error = { code: 'LEADER_NOT_AVAILABLE', message: '', metadata: {} };
  const two = { ...one, partition: 1, logStartOffset: 0, highWatermark: 5, logBytes: 7 };
  const silent = { ...one, partition: 2, error };
  expect(logTotals({ name: 'a' }, [one, two, silent])).toEqual({
    ...{ name: 'a', logBytes: 307, records: 20, highWatermarks: 30, segments: 4, unanswered: 1 },
  });
});

it('has nothing below nothing', () => {
  // A follower that became leader may know of a log start before it knows of the high watermark.
  expect(logTotals({ name: 'a' }, [{ ...one, highWatermark: 3 }])).toMatchObject({ records: 0 });
});
