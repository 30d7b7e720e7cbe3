import { expect, it } from 'vitest';
import { parseConfigs } from './parse-configs.ts';

it('reads lines of name=value and passes over empty ones', () => {
  expect(parseConfigs(' retention.ms = 60000 \n\nflush.policy=page-cache\n')).toEqual({
    configs: { 'retention.ms': '60000', 'flush.policy': 'page-cache' },
    problem: undefined,
  });
});

it('keeps what stands behind the first equals sign', () => {
  expect(parseConfigs('note=a=b').configs).toEqual({ note: 'a=b' });
});

it.each([
  ['retention.ms', 'Line 1 is not name=value: retention.ms'],
  ['\n=5', 'Line 2 is not name=value: =5'],
  ['a=1\na=2', 'Line 2 sets a again'],
])('says which line of %j is wrong', (text, problem) => {
  expect(parseConfigs(text).problem).toBe(problem);
});
