import type { Offset, ProducerId } from '@weir/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { decodeProducerSnapshot, encodeProducerSnapshot } from './producer-snapshot.ts';
import { type ProducerBatch, ProducerStateTable } from './producer-state-table.ts';

const start = 0 as Offset;
const maxSequence = 0x7f_ff_ff_ff;

function batch(baseSequence: number, fields: Partial<Record<keyof ProducerBatch, number>> = {}) {
  return {
    producerId: (fields.producerId ?? 7) as ProducerId,
    producerEpoch: fields.producerEpoch ?? 0,
    baseSequence,
    recordCount: fields.recordCount ?? 10,
    baseOffset: (fields.baseOffset ?? baseSequence) as Offset,
    maxTimestampMs: fields.maxTimestampMs ?? 1000,
  };
}

function tableOf(...batches: readonly ProducerBatch[]): ProducerStateTable {
  const table = new ProducerStateTable();
  for (const each of batches) table.update(each);
  return table;
}

describe('ProducerStateTable', () => {
  it('takes sequences that follow one another', () => {
    const table = new ProducerStateTable();
    for (let sequence = 0; sequence < 100; sequence += 10) {
      expect(table.check(batch(sequence), start)).toBe('append');
      table.update(batch(sequence));
    }
    expect(table.lastSequence(7)).toStrictEqual({ producerEpoch: 0, lastSequence: 99 });
  });

  it('passes over batches without a producer', () => {
    const table = tableOf(batch(0, { producerId: 0 }));
    expect(table.check(batch(55, { producerId: 0 }), start)).toBe('append');
    expect([table.size, table.lastSequence(0)]).toStrictEqual([0, undefined]);
  });

  it('answers a repeat of the last five batches with its first offset', () => {
    const sequences = [0, 10, 20, 30, 40, 50];
    const table = tableOf(...sequences.map((each) => batch(each, { baseOffset: 1000 + each })));
    for (const sequence of sequences.slice(1)) {
      expect(table.check(batch(sequence), start)).toStrictEqual({ duplicate: 1000 + sequence });
    }
    expect(() => table.check(batch(0), start)).toThrow('appended too long ago');
  });

  it('refuses a gap, and an overlap that is no repeat', () => {
    const table = tableOf(batch(0), batch(10));
    expect(codeOf(() => table.check(batch(30), start))).toBe('OUT_OF_ORDER_SEQUENCE');
    expect(codeOf(() => table.check(batch(10, { recordCount: 5 }), start))).toBe(
      'DUPLICATE_SEQUENCE',
    );
    expect(codeOf(() => table.check(batch(15), start))).toBe('DUPLICATE_SEQUENCE');
  });

  it('goes on with 0 after the largest sequence', () => {
    const table = tableOf(batch(maxSequence - 9));
    expect(table.check(batch(0), start)).toBe('append');
    expect(codeOf(() => table.check(batch(1), start))).toBe('OUT_OF_ORDER_SEQUENCE');
    // A batch may straddle the end.
    const straddling = tableOf(batch(maxSequence - 4));
    expect(straddling.lastSequence(7)?.lastSequence).toBe(4);
    expect(straddling.check(batch(5), start)).toBe('append');
    expect(straddling.check(batch(maxSequence - 4), start)).toStrictEqual({
      duplicate: maxSequence - 4,
    });
  });

  it('fences older epochs, and lets a new one start at 0 only', () => {
    const table = tableOf(batch(0, { producerEpoch: 3 }));
    expect(codeOf(() => table.check(batch(10, { producerEpoch: 2 }), start))).toBe(
      'INVALID_PRODUCER_EPOCH',
    );
    expect(codeOf(() => table.check(batch(10, { producerEpoch: 4 }), start))).toBe(
      'OUT_OF_ORDER_SEQUENCE',
    );
    expect(table.check(batch(0, { producerEpoch: 4 }), start)).toBe('append');
    table.update(batch(0, { producerEpoch: 4 }));
    expect(table.lastSequence(7)).toStrictEqual({ producerEpoch: 4, lastSequence: 9 });
  });

  it('takes the first batch of an epoch only where its sender knows the last record', () => {
    const first = batch(0, { producerEpoch: 4 });
    const table = tableOf(batch(0, { producerEpoch: 3, baseOffset: 50 }));
    expect(codeOf(() => table.check(first, start, -1))).toBe('PRODUCER_STATE_CHANGED');
    expect(codeOf(() => table.check(first, start, 49))).toBe('PRODUCER_STATE_CHANGED');
    expect(table.check(first, start, 59)).toBe('append');
    // The older instance was faster.
    table.update(batch(10, { producerEpoch: 3, baseOffset: 70 }));
    expect(codeOf(() => table.check(first, start, 59))).toBe('PRODUCER_STATE_CHANGED');
    expect(table.check(first, start, 79)).toBe('append');
    table.update(batch(0, { producerEpoch: 4, baseOffset: 90 }));
    // A repeat of the first batch, and what follows it, stand for themselves.
    expect(table.check(first, start, 79)).toStrictEqual({ duplicate: 90 });
    expect(table.check(batch(10, { producerEpoch: 4 }), start, 79)).toBe('append');
    expect(codeOf(() => table.check(batch(20, { producerEpoch: 3 }), start, 99))).toBe(
      'INVALID_PRODUCER_EPOCH',
    );
  });

  it('knows no last record of a producer that it does not know', () => {
    const table = new ProducerStateTable();
    expect(table.check(batch(0), start, -1)).toBe('append');
    expect(codeOf(() => table.check(batch(0), start, 12))).toBe('PRODUCER_STATE_CHANGED');
  });

  it('takes any sequence of an unknown producer only where it may have been known', () => {
    const table = new ProducerStateTable({ maxProducers: 1 });
    expect(table.check(batch(0), start)).toBe('append');
    expect(codeOf(() => table.check(batch(10), start))).toBe('UNKNOWN_PRODUCER_ID');
    expect(table.check(batch(10), 1 as Offset)).toBe('append');
    table.update(batch(0, { producerId: 1 }));
    table.update(batch(0, { producerId: 2 }));
    expect(table.check(batch(10), start)).toBe('append');
  });

  it('makes room by forgetting who has been idle longest', () => {
    const table = new ProducerStateTable({ maxProducers: 2 });
    for (const producerId of [1, 2]) table.update(batch(0, { producerId }));
    table.update(batch(10, { producerId: 1 }));
    table.update(batch(0, { producerId: 3 }));
    expect([1, 2, 3].map((id) => table.lastSequence(id)?.lastSequence)).toStrictEqual([
      19,
      undefined,
      9,
    ]);
  });

  it('forgets who has been idle too long', () => {
    const table = new ProducerStateTable({ expiryMs: 500 });
    for (const producerId of [1, 2]) table.update(batch(0, { producerId }));
    table.expire(1000);
    table.update(batch(10, { producerId: 2 }));
    table.expire(1499);
    expect([table.size, table.hasForgotten]).toStrictEqual([2, false]);
    table.expire(1500);
    expect([table.size, table.hasForgotten]).toStrictEqual([1, true]);
    expect(table.lastSequence(2)?.lastSequence).toBe(19);
  });

  it('does not take old timestamps of a busy producer for idleness', () => {
    const table = new ProducerStateTable({ expiryMs: 500 });
    table.update(batch(0, { producerId: 1, maxTimestampMs: 1 }));
    table.expire(1_000_000);
    table.update(batch(10, { producerId: 1, maxTimestampMs: 1 }));
    table.expire(1_000_499);
    expect(table.check(batch(10, { producerId: 1 }), start)).toEqual({ duplicate: 10 });
  });

  it('forgets what a truncation removes, and says when it must be rebuilt', () => {
    const table = tableOf(batch(0), batch(10), batch(20));
    expect(table.truncateTo(25 as Offset)).toBe(true);
    expect(table.check(batch(20), start)).toBe('append');
    expect(table.truncateTo(9 as Offset)).toBe(false);
  });

  it('is the same after a snapshot', () => {
    const anyBatch = fc.record({
      producerId: fc.integer({ min: 1, max: 4 }),
      producerEpoch: fc.integer({ min: 0, max: 2 }),
      recordCount: fc.integer({ min: 1, max: 100 }),
      maxTimestampMs: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
    });
    fc.assert(
      fc.property(fc.array(anyBatch, { maxLength: 50 }), (batches) => {
        const table = new ProducerStateTable({ maxProducers: 3 });
        for (const [index, fields] of batches.entries()) {
          table.update(batch(index * 100, { ...fields, baseOffset: 2 ** 50 + index * 100 }));
        }
        const bytes = encodeProducerSnapshot(table);
        const copy = new ProducerStateTable();
        const snapshot = decodeProducerSnapshot(bytes);
        copy.load(snapshot?.states ?? [], snapshot?.hasForgotten ?? false);
        expect([...copy.states()]).toStrictEqual([...table.states()]);
        expect(copy.hasForgotten).toBe(table.hasForgotten);
        bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
        expect(decodeProducerSnapshot(bytes)).toBeUndefined();
      }),
    );
  });
});

function codeOf(call: () => unknown): unknown {
  try {
    call();
    return undefined;
  } catch (error) {
    return error instanceof Error && 'code' in error ? error.code : error;
  }
}
