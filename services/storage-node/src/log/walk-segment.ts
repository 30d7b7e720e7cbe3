import { Buffer } from 'node:buffer';

import type { LogFile } from './file-system.ts';
import { type Frame, frameHeaderSize, peekBatchLength, readFrame } from './frame.ts';

/** Which part of a segment file to walk. Positions in bytes. */
export interface WalkOptions {
  /** Where a frame starts. */
  readonly from: number;
  /** Where the file is taken to end, exclusive. */
  readonly to: number;
  /** Sees each frame; its buffers are valid during the call only. False ends the walk in front of it. */
  readonly visit: (frame: Frame, position: number) => boolean;
}

/** Where and why a walk ended. */
export interface WalkResult {
  /** Behind the last frame that was accepted. */
  readonly position: number;
  /** `end`: `to` was reached. `refused`: by `visit`. `unsound`: no whole, sound frame there. */
  readonly reason: 'end' | 'refused' | 'unsound';
}

const chunkBytes = 1024 * 1024;

/** Visits the frames of a file one behind the other, reading it in large pieces. */
export async function walkSegment(file: LogFile, options: WalkOptions): Promise<WalkResult> {
  const { to, visit } = options;
  let buffer = Buffer.allocUnsafeSlow(Math.max(0, Math.min(chunkBytes, to - options.from)));
  let position = options.from;
  while (position < to) {
    const piece = buffer.subarray(0, Math.min(buffer.length, to - position));
    const filled = piece.subarray(0, await file.read(piece, position));
    const walked = walkPiece(filled, position, visit);
    position += walked.bytes;
    if (walked.isRefused) return { position, reason: 'refused' };
    if (walked.bytes > 0) continue;

    const needed = frameHeaderSize + peekBatchLength(filled, 0);
    const isCutByPiece = needed > filled.length && position + needed <= to;
    if (!isCutByPiece || filled.length < piece.length) return { position, reason: 'unsound' };
    buffer = Buffer.allocUnsafeSlow(needed);
  }
  return { position, reason: 'end' };
}

function walkPiece(
  piece: Buffer,
  position: number,
  visit: WalkOptions['visit'],
): { readonly bytes: number; readonly isRefused: boolean } {
  let bytes = 0;
  for (;;) {
    const frame = readFrame(piece, bytes);
    if (frame === undefined) return { bytes, isRefused: false };
    if (!visit(frame, position + bytes)) return { bytes, isRefused: true };
    bytes += frame.size;
  }
}
