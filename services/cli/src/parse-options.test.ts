import { describe, expect, it } from 'vitest';
import {
  parseFrom,
  parseHeaders,
  parseInteger,
  parsePairs,
  parseResetTarget,
} from './parse-options.ts';

describe('--from', () => {
  it('takes both ends, an offset and a time', () => {
    expect(parseFrom('earliest')).toBe('earliest');
    expect(parseFrom('latest')).toBe('latest');
    expect(parseFrom('42')).toEqual({ offset: 42 });
    expect(parseFrom('@2001-01-01T00:47:00Z')).toEqual({ timestampMs: 978_310_020_000 });
    expect(parseFrom('@978310020000')).toEqual({ timestampMs: 978_310_020_000 });
  });

  it('names what it cannot read', () => {
    for (const bad of ['first', '-1', '@noon', '1.5', '']) {
      expect(() => parseFrom(bad)).toThrow(bad === '@noon' ? /noon/ : /--from/);
    }
  });
});

it('takes a duration ago as the target of a reset', () => {
  expect(parseResetTarget('-90m')).toEqual({ durationMs: 5_400_000 });
  expect(parseResetTarget('-2d')).toEqual({ durationMs: 172_800_000 });
  expect(() => parseResetTarget('-5 weeks')).toThrow(/5 weeks/);
});

it('splits pairs at the first equals sign only', () => {
  expect(parsePairs(['a=1', 'b=x=y'], '--config')).toEqual({ a: '1', b: 'x=y' });
  expect(() => parsePairs(['a'], '--config')).toThrow(/--config is "a"/);
});

it('keeps headers in order, repeated names too', () => {
  expect(
    parseHeaders(['b=1', 'a=2', 'b=3']).map(({ key, value }) => key + value.toString()),
  ).toEqual(['b1', 'a2', 'b3']);
});

it('names the limits of a number', () => {
  const parse = parseInteger('--max', { min: 1, max: 10 });
  expect(parse('10')).toBe(10);
  for (const bad of ['0', '11', '1.5', '', 'x']) expect(() => parse(bad)).toThrow(/from 1 to 10/);
});
