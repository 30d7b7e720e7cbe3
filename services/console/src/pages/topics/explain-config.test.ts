import { expect, it } from 'vitest';
import { formatBytes } from '../../format/format-bytes.ts';
import { formatDuration } from '../../format/format-duration.ts';
import { explainConfig } from './explain-config.ts';

it('says times and sizes in words', () => {
  expect(explainConfig('retention.ms', '604800000')).toBe(formatDuration(604_800_000));
  expect(explainConfig('segment.bytes', '1073741824')).toBe(formatBytes(1_073_741_824));
});

it('says that a negative limit is none', () => {
  expect(explainConfig('retention.bytes', '-1')).toBe('no limit');
});

it('has nothing to add to words and plain numbers', () => {
  expect(explainConfig('min.insync.replicas', '2')).toBeUndefined();
  expect(explainConfig('flush.policy', 'fsync')).toBeUndefined();
  expect(explainConfig('retention.ms', '')).toBeUndefined();
});
