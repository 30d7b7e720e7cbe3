import type { Buffer } from 'node:buffer';
import type protobuf from 'protobufjs';

/** One field, or a part of one, that a protobufjs writer has still to write. */
interface WriterStep {
  readonly fn: (value: unknown, target: Uint8Array, position: number) => void;
  readonly len: number;
  readonly next: WriterStep | undefined;
  readonly val: unknown;
}

/** Below, one more small buffer costs nothing. */
const minBytes = 4_096;

/**
 * An encoded message for `@grpc/grpc-js`, whose large payloads are copied once.
 *
 * grpc-js copies what a serialiser returns into a frame of its own, and asks it for nothing but
 * `length`, `byteLength` and `copy`. A message of some size is therefore not put together first: it is
 * written into the frame when that asks for it. The values must not change until then.
 * `late-copy.test.ts` sends one in both directions over a real connection.
 */
export function finishLate(writer: protobuf.Writer): Buffer {
  if (writer.len < minBytes) return writer.finish() as Buffer;
  return new LateCopy(writer) as unknown as Buffer;
}

class LateCopy {
  readonly length: number;
  readonly byteLength: number;
  readonly #first: WriterStep | undefined;

  constructor(writer: protobuf.Writer) {
    this.length = writer.len;
    this.byteLength = writer.len;
    // The head of the list is a place holder.
    this.#first = (writer.head as unknown as WriterStep).next;
  }

  copy(target: Uint8Array, targetStart = 0): number {
    let position = targetStart;
    for (let step = this.#first; step !== undefined; step = step.next ?? undefined) {
      step.fn(step.val, target, position);
      position += step.len;
    }
    return position - targetStart;
  }
}
