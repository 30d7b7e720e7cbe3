import { Buffer } from 'node:buffer';

import type { Offset } from '@weir/core';

import type { LogFile } from './file-system.ts';
import { frameHeaderSize, hasSoundRecords, maxFramedBatchSize, readFrame } from './frame.ts';

/** Where to look for a frame. */
export interface FindFrameOptions {
  /** First position to try, in bytes. */
  readonly from: number;
  /** Where the file ends, exclusive. */
  readonly to: number;
  /** No batch that is looked for starts below. */
  readonly minBaseOffset: Offset;
}

const stepBytes = 4 * 1024 * 1024;
/** First byte of a canonical batch: the tag of its base offset. */
const firstBatchByte = 0x09;

/**
 * The position of the first sound frame from some position on, or undefined: tells damage in the
 * middle of a file from a torn end. Every position is tried.
 */
export async function findFrame(
  file: LogFile,
  { from, to, minBaseOffset }: FindFrameOptions,
): Promise<number | undefined> {
  for (let start = from; start < to; start += stepBytes) {
    // A frame that starts in this step may end in the next ones.
    const piece = Buffer.allocUnsafeSlow(
      Math.min(to - start, stepBytes + frameHeaderSize + maxFramedBatchSize),
    );
    const filled = piece.subarray(0, await file.read(piece, start));
    const found = findInPiece(filled, minBaseOffset);
    if (found !== undefined) return start + found;
  }
  return undefined;
}

function findInPiece(piece: Buffer, minBaseOffset: Offset): number | undefined {
  let at = piece.indexOf(firstBatchByte, frameHeaderSize);
  while (at !== -1 && at - frameHeaderSize < stepBytes) {
    const frame = readFrame(piece, at - frameHeaderSize);
    const isSound = frame !== undefined && hasSoundRecords(frame);
    if (isSound && frame.batch.header.baseOffset >= minBaseOffset) return at - frameHeaderSize;
    at = piece.indexOf(firstBatchByte, at + 1);
  }
  return undefined;
}
