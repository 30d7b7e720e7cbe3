/** A value on the wire, of a field whose type is not known. */
export type ProtobufValue =
  | { readonly kind: 'varint'; readonly value: bigint }
  | { readonly kind: 'fixed64' | 'fixed32'; readonly bytes: Uint8Array }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'group'; readonly fields: readonly ProtobufField[] };

/** A field of a message. */
export interface ProtobufField {
  readonly number: number;
  readonly value: ProtobufValue;
}

/** More fields than this, or deeper groups, are taken for bytes that are no message. */
const maxFields = 20_000;
const maxGroupDepth = 32;
const maxFieldNumber = 2 ** 29 - 1;

/**
 * The fields of a protobuf message, as they stand on the wire; undefined for bytes that are none, or too many. Source:
 * protobuf.dev/programming-guides/encoding.
 */
export function protobufFields(bytes: Uint8Array): readonly ProtobufField[] | undefined {
  const reader = new WireReader(bytes);
  const fields = readFields(reader, 0, 0);
  return fields !== undefined && reader.isAtEnd ? fields : undefined;
}

/** Fields up to the end, or up to the end of the group with this number; 0 is the message itself. */
function readFields(
  reader: WireReader,
  group: number,
  depth: number,
): readonly ProtobufField[] | undefined {
  const fields: ProtobufField[] = [];
  while (!reader.isAtEnd) {
    const tag = reader.tag();
    if (tag === undefined) return undefined;
    const { number, wireType } = tag;
    if (wireType === 4) return number === group ? fields : undefined;
    const value = wireType === 3 ? readGroup(reader, number, depth) : reader.value(wireType);
    if (value === undefined || !reader.count()) return undefined;
    fields.push({ number, value });
  }
  return group === 0 ? fields : undefined;
}

function readGroup(reader: WireReader, number: number, depth: number): ProtobufValue | undefined {
  if (depth >= maxGroupDepth) return undefined;
  const fields = readFields(reader, number, depth + 1);
  return fields === undefined ? undefined : { kind: 'group', fields };
}

class WireReader {
  readonly #bytes: Uint8Array;
  #at = 0;
  #fields = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** False when there are too many fields. */
  count(): boolean {
    this.#fields += 1;
    return this.#fields <= maxFields;
  }

  tag(): { readonly number: number; readonly wireType: number } | undefined {
    const value = this.#varint();
    if (value === undefined || value > 0xff_ff_ff_ffn) return undefined;
    const number = Number(value >> 3n);
    return number < 1 || number > maxFieldNumber
      ? undefined
      : { number, wireType: Number(value & 7n) };
  }

  value(wireType: number): ProtobufValue | undefined {
    switch (wireType) {
      case 0: {
        const value = this.#varint();
        return value === undefined ? undefined : { kind: 'varint', value };
      }
      case 1:
        return this.#take('fixed64', 8n);
      case 2:
        return this.#take('bytes', this.#varint());
      case 5:
        return this.#take('fixed32', 4n);
      default:
        return undefined;
    }
  }

  #take(
    kind: 'fixed64' | 'fixed32' | 'bytes',
    size: bigint | undefined,
  ): ProtobufValue | undefined {
    if (size === undefined || size > BigInt(this.#bytes.length - this.#at)) return undefined;
    const start = this.#at;
    this.#at += Number(size);
    return { kind, bytes: this.#bytes.subarray(start, this.#at) };
  }

  /** Of ten bytes at most, as a whole number from 0 to 2^64−1. */
  #varint(): bigint | undefined {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#bytes[this.#at];
      if (byte === undefined) return undefined;
      this.#at += 1;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value < 2n ** 64n ? value : undefined;
    }
    return undefined;
  }
}
