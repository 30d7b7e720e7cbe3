import { describe, expect, it } from 'vitest';
import { SequenceTable } from './sequence-table.ts';

describe('SequenceTable', () => {
  it('knows a repeat by its sequence, and the offset of the last one only', () => {
    const table = new SequenceTable();
    expect(table.isFresh('t/0')).toBe(false);
    table.read('t/0', { sequence: 7, offset: 40 });
    expect(table.isFresh('t/0')).toBe(true);
    expect([6, 7, 8].map((sequence) => table.duplicateOf('t/0', sequence))).toEqual([
      ...[-1, 40, undefined],
    ]);
    table.written('t/0', 9, 41);
    expect([8, 9, 10].map((sequence) => table.duplicateOf('t/0', sequence))).toEqual([
      ...[-1, 41, undefined],
    ]);
  });

  it('takes everything for new in a partition without a record, sequence 0 too', () => {
    const table = new SequenceTable();
    table.read('t/0');
    expect(table.duplicateOf('t/0', 0)).toBeUndefined();
    expect(table.duplicateOf('t/1', 0)).toBeUndefined();
  });

  it('never falls: what was acknowledged stays, though the log has no record left', () => {
    const table = new SequenceTable();
    table.read('t/0', { sequence: 7, offset: 40 });
    table.written('t/0', 9, 41);
    table.written('t/0', 8, 99);
    table.distrust();
    expect(table.isFresh('t/0')).toBe(false);
    table.read('t/0');
    expect([table.isFresh('t/0'), table.duplicateOf('t/0', 9)]).toEqual([true, 41]);
    table.read('t/0', { sequence: 12, offset: 50 });
    expect(table.duplicateOf('t/0', 12)).toBe(50);
  });

  it('forgets the partition that was touched longest ago beyond 10,000', () => {
    const table = new SequenceTable();
    for (let partition = 0; partition < 10_000; partition += 1) table.read(`t/${partition}`);
    table.touch('t/0');
    table.touch('never read');
    table.read('t/10000');
    expect([0, 1, 2, 10_000].map((partition) => table.isFresh(`t/${partition}`))).toEqual([
      ...[true, false, true, true],
    ]);
  });
});
