import { describe, expect, it } from 'vitest';
import { LineSplitter } from './split-lines.ts';

describe('LineSplitter', () => {
  it('puts lines together from pieces, whatever their ends', () => {
    const lines = new LineSplitter();
    expect(lines.push('{"a"')).toEqual([]);
    expect(lines.push(':1}\n{"b":2}\r\n{"c"')).toEqual(['{"a":1}', '{"b":2}']);
    expect(lines.push('')).toEqual([]);
    expect(lines.end()).toEqual(['{"c"']);
    expect(lines.end()).toEqual([]);
  });

  it('refuses a line without an end', () => {
    const lines = new LineSplitter();
    expect(() => lines.push('x'.repeat(33 * 2 ** 20))).toThrow(/longer than/);
  });
});
