import { describe, expect, it } from 'vitest';
import {
  collectHeaders,
  collectPairs,
  type FixedHeader,
  parseFrom,
  parseInteger,
  parseRate,
  parseReplicas,
  parseResetTarget,
  parseSeconds,
} from './parse-options.ts';

describe('--from', () => {
  it('takes both ends, an offset and a time', () => {
    expect(parseFrom('earliest')).toBe('earliest');
    expect(parseFrom('latest')).toBe('latest');
    expect(parseFrom('42')).toEqual({ offset: 42 });
    expect(parseFrom('@2001-01-01T00:47:00Z')).toEqual({ timestampMs: 978_310_020_000 });
    expect(parseFrom('@2001-01-01T01:47:00.000+01:00')).toEqual({ timestampMs: 978_310_020_000 });
    expect(parseFrom('@2001-01-01')).toEqual({ timestampMs: 978_307_200_000 });
    expect(parseFrom('@978310020000')).toEqual({ timestampMs: 978_310_020_000 });
  });

  it('names what it cannot read', () => {
    for (const bad of ['first', '-1', '1.5', '', '9007199254740992']) {
      expect(() => parseFrom(bad)).toThrow(`--from is "${bad}"`);
    }
    for (const bad of ['noon', 'noon 5', '2001-13-01', '2001-01-01 00:47', '']) {
      expect(() => parseFrom(`@${bad}`)).toThrow(`Time "${bad}"`);
    }
  });
});

describe('--to', () => {
  it('takes a duration ago, besides what --from takes', () => {
    expect(parseResetTarget('latest')).toBe('latest');
    expect(parseResetTarget('-90m')).toEqual({ durationMs: 5_400_000 });
    expect(parseResetTarget('-2d')).toEqual({ durationMs: 172_800_000 });
  });

  it('names what it cannot read', () => {
    expect(() => parseResetTarget('-5 weeks')).toThrow(/5 weeks/);
    expect(() => parseResetTarget('soon')).toThrow(/--to is "soon".*-DURATION/);
  });
});

it('reads replicas in order, and rates with their unit', () => {
  expect(parseReplicas('4, 1,2')).toEqual([4, 1, 2]);
  for (const bad of ['', '1,', '1;2', '-1']) expect(() => parseReplicas(bad)).toThrow(/--to is/);
  expect(['0', '512', '3K', '20M', '1G'].map(parseRate)).toEqual([
    0, 512, 3_072, 20_971_520, 1_073_741_824,
  ]);
  for (const bad of ['', 'M', '-1', '1.5M', '2T', '1 M']) {
    expect(() => parseRate(bad)).toThrow(`--throttle is "${bad}"`);
  }
});

it('reads seconds within limits, with decimals', () => {
  const parse = parseSeconds('--watch', { min: 0.1, max: 60 });
  expect(['0.1', '2', '2.5', '60'].map(parse)).toEqual([100, 2_000, 2_500, 60_000]);
  for (const bad of ['', '0', '0.05', '61', '-1', '1s', '1e1', 'orders']) {
    expect(() => parse(bad)).toThrow(`--watch is "${bad}", wanted are seconds from 0.1 to 60`);
  }
});

it('splits pairs at the first equals sign only', () => {
  const collect = collectPairs('--config');
  expect(collect('b=x=y', collect('a=', {}))).toEqual({ a: '', b: 'x=y' });
  for (const bad of ['a', '=1']) expect(() => collect(bad, {})).toThrow(`--config is "${bad}"`);
});

it('keeps headers in order, repeated names too', () => {
  let headers: FixedHeader[] = [];
  for (const text of ['b=1', 'a=2', 'b=3']) headers = collectHeaders(text, headers);
  expect(headers.map(({ key, value }) => key + value.toString())).toEqual(['b1', 'a2', 'b3']);
});

it('names the limits of a number', () => {
  const parse = parseInteger('--max', { min: -3, max: 10 });
  expect(['10', '-3', '0'].map(parse)).toEqual([10, -3, 0]);
  for (const bad of ['-4', '11', '1.5', '', 'x', '0x5', '1e1', ' 5']) {
    expect(() => parse(bad)).toThrow(`--max is "${bad}", wanted is an integer from -3 to 10`);
  }
});
