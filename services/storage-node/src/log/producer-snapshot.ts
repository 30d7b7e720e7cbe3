import { Buffer } from 'node:buffer';

import { crc32, type Offset } from '@weir/core';

import type { ProducerState, ProducerStateTable, RememberedBatch } from './producer-state-table.ts';

/** A table of producers as it was saved. */
export interface ProducerSnapshot {
  readonly states: readonly ProducerState[];
  readonly hasForgotten: boolean;
}

const headerSize = 4 + 1 + 4;
const producerSize = 8 + 4 + 1;
const batchSize = 4 + 4 + 8 + 8 + 8;

/**
 * Packs a table: crc32 of the rest, whether it has forgotten producers, their number, then each
 * producer (id, epoch, number of batches) with its batches. Little-endian, 64-bit numbers as doubles.
 */
export function encodeProducerSnapshot(table: ProducerStateTable): Buffer {
  const states = [...table.states()];
  const batches = states.reduce((sum, state) => sum + state.batches.length, 0);
  const buffer = Buffer.allocUnsafe(
    headerSize + states.length * producerSize + batches * batchSize,
  );
  buffer.writeUInt8(table.hasForgotten ? 1 : 0, 4);
  let at = buffer.writeUInt32LE(states.length, 5);
  for (const state of states) {
    at = buffer.writeDoubleLE(state.producerId, at);
    at = buffer.writeUInt32LE(state.producerEpoch, at);
    at = buffer.writeUInt8(state.batches.length, at);
    for (const batch of state.batches) at = writeBatch(buffer, at, batch);
  }
  buffer.writeUInt32LE(crc32(buffer.subarray(4)), 0);
  return buffer;
}

/** Unpacks a table; undefined if the bytes are damaged. */
export function decodeProducerSnapshot(buffer: Buffer): ProducerSnapshot | undefined {
  if (buffer.length < headerSize || buffer.readUInt32LE(0) !== crc32(buffer.subarray(4))) {
    return undefined;
  }
  const states: ProducerState[] = [];
  const count = buffer.readUInt32LE(5);
  let at = headerSize;
  for (let index = 0; index < count; index += 1) {
    const batchCount = buffer.readUInt8(at + 12);
    const batches = Array.from({ length: batchCount }, (_, batch) =>
      readBatch(buffer, at + producerSize + batch * batchSize),
    );
    states.push({
      producerId: buffer.readDoubleLE(at),
      producerEpoch: buffer.readUInt32LE(at + 8),
      batches,
    });
    at += producerSize + batchCount * batchSize;
  }
  return { states, hasForgotten: buffer.readUInt8(4) === 1 };
}

function writeBatch(buffer: Buffer, position: number, batch: RememberedBatch): number {
  let at = buffer.writeUInt32LE(batch.baseSequence, position);
  at = buffer.writeUInt32LE(batch.lastSequence, at);
  at = buffer.writeDoubleLE(batch.baseOffset, at);
  at = buffer.writeDoubleLE(batch.lastOffset, at);
  return buffer.writeDoubleLE(batch.timestampMs, at);
}

function readBatch(buffer: Buffer, at: number): RememberedBatch {
  return {
    baseSequence: buffer.readUInt32LE(at),
    lastSequence: buffer.readUInt32LE(at + 4),
    baseOffset: buffer.readDoubleLE(at + 8) as Offset,
    lastOffset: buffer.readDoubleLE(at + 16) as Offset,
    timestampMs: buffer.readDoubleLE(at + 24),
  };
}
