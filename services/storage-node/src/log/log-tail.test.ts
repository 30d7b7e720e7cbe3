import { Buffer } from 'node:buffer';

import { decodeRecordBatch, type Offset } from '@weir/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { readFrame } from './frame.ts';
import { makeBatch } from './log.fixture.ts';
import { LogMemory } from './log-memory.ts';
import { gatherFrames, LogTail } from './log-tail.ts';

const at = (offset: number): Offset => offset as Offset;

function push(tail: LogTail, valueBytes = 20): Buffer {
  const batch = makeBatch(tail.endOffset, { valueBytes });
  tail.push(batch, decodeRecordBatch(batch));
  return batch;
}

/** Writes all that is queued, as the writer does. */
function write(tail: LogTail): Buffer {
  const entries = tail.queued(1e9);
  const bytes = Buffer.concat(gatherFrames(entries));
  tail.markWritten(entries.length);
  return bytes;
}

describe('LogTail', () => {
  it('frames small and large batches into one stretch of file', () => {
    const tail = new LogTail(new LogMemory(1e9), 1e9, at(0));
    const sizes = [10, 9000, 10, 10, 300_000, 8000, 100_000];
    const batches = sizes.map((size) => push(tail, size));
    expect(gatherFrames(tail.queued(1e9)).length).toBeLessThan(2 * sizes.length);
    const file = write(tail);
    let position = 0;
    for (const batch of batches) {
      const frame = readFrame(file, position);
      expect(frame?.bytes).toStrictEqual(batch);
      position += frame?.size ?? 0;
    }
    expect(position).toBe(file.length);
  });

  it('keeps small batches as they were whatever becomes of the buffers they came in', () => {
    const tail = new LogTail(new LogMemory(1e9), 1e9, at(0));
    const batch = push(tail);
    const copy = Buffer.from(batch);
    batch.fill(0);
    expect(tail.read(at(0), 1e9, at(1))).toStrictEqual([copy]);
  });

  it('gives out at most what was asked to be written, but at least one batch', () => {
    const tail = new LogTail(new LogMemory(1e9), 1e9, at(0));
    for (let index = 0; index < 5; index += 1) push(tail, 1000);
    expect(tail.queued(1)).toHaveLength(1);
    expect(tail.queued(2500)).toHaveLength(2);
    expect(tail.queued(1e9)).toHaveLength(5);
  });

  it('never drops what is still to be written', () => {
    const memory = new LogMemory(10_000);
    const tail = new LogTail(memory, 1e9, at(0));
    for (let index = 0; index < 20; index += 1) push(tail, 1000);
    expect([tail.firstOffset, memory.isSaturated]).toStrictEqual([0, true]);
    write(tail);
    expect(memory.isSaturated).toBe(false);
    expect(memory.usedBytes).toBeLessThanOrEqual(10_000);
    expect(tail.firstOffset).toBeGreaterThan(10);
  });

  it('takes memory from the log that has been quiet longest', () => {
    const memory = new LogMemory(10_000);
    const [quiet, busy] = [new LogTail(memory, 1e9, at(0)), new LogTail(memory, 1e9, at(0))];
    for (let index = 0; index < 4; index += 1) push(quiet, 1000);
    write(quiet);
    for (let index = 0; index < 6; index += 1) {
      push(busy, 1000);
      write(busy);
    }
    expect(busy.firstOffset).toBe(0);
    expect(quiet.firstOffset).toBeGreaterThan(0);
  });

  it('counts its memory right through pushes, writes, cuts and evictions', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('push' as const), size: fc.integer({ min: 0, max: 20_000 }) }),
      fc.constant({ kind: 'write' as const }),
      fc.record({ kind: fc.constant('truncate' as const), back: fc.integer({ min: 0, max: 9 }) }),
      fc.constant({ kind: 'dropQueued' as const }),
      fc.record({
        kind: fc.constant('evict' as const),
        bytes: fc.integer({ min: 0, max: 50_000 }),
      }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const memory = new LogMemory(100_000);
        const tail = new LogTail(memory, 40_000, at(0));
        const model = new Map<number, Buffer>();
        let written: number = 0;
        for (const each of steps) {
          if (each.kind === 'push') model.set(tail.endOffset, push(tail, each.size));
          else if (each.kind === 'evict') tail.evict(each.bytes);
          else if (each.kind === 'dropQueued') tail.dropQueued(at(written));
          else if (each.kind === 'write') {
            write(tail);
            written = tail.endOffset;
          } else {
            tail.truncate(at(Math.max(0, tail.endOffset - each.back)));
            written = Math.min(written, tail.endOffset);
          }
          for (let offset: number = tail.firstOffset; offset < tail.endOffset; offset += 1) {
            const [batch] = tail.read(at(offset), 1, tail.endOffset);
            expect(batch?.equals(model.get(offset) ?? Buffer.alloc(0))).toBe(true);
          }
          expect(tail.firstOffset).toBeLessThanOrEqual(written);
          expect(tail.hasQueued).toBe(written < tail.endOffset);
        }
        tail.reset(at(7));
        expect([memory.usedBytes, tail.queuedBytes, tail.endOffset]).toStrictEqual([0, 0, 7]);
        expect(memory.isSaturated).toBe(false);
      }),
    );
  });
});
