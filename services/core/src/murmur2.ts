const seed = 0x97_47_b2_8c;
const multiplier = 0x5b_d1_e9_95;

/**
 * Kafka's 32-bit murmur2 of `data`, as a signed number.
 *
 * Source: `org.apache.kafka.common.utils.Utils.murmur2`; the same key goes to the same partition as
 * with Kafka's own producer.
 */
export function murmur2(data: Uint8Array): number {
  const length = data.length;
  const blocksEnd = length & ~3;
  let hash = seed ^ length;
  for (let index = 0; index < blocksEnd; index += 4) {
    let block =
      byteAt(data, index) |
      (byteAt(data, index + 1) << 8) |
      (byteAt(data, index + 2) << 16) |
      (byteAt(data, index + 3) << 24);
    block = Math.imul(block, multiplier);
    block ^= block >>> 24;
    hash = Math.imul(hash, multiplier) ^ Math.imul(block, multiplier);
  }
  const remaining = length - blocksEnd;
  if (remaining > 2) hash ^= byteAt(data, blocksEnd + 2) << 16;
  if (remaining > 1) hash ^= byteAt(data, blocksEnd + 1) << 8;
  if (remaining > 0) hash = Math.imul(hash ^ byteAt(data, blocksEnd), multiplier);

  hash = Math.imul(hash ^ (hash >>> 13), multiplier);
  return hash ^ (hash >>> 15);
}

/** `murmur2` with the sign bit cleared, as Kafka takes it before the modulo. */
export function positiveMurmur2(data: Uint8Array): number {
  return murmur2(data) & 0x7f_ff_ff_ff;
}

function byteAt(data: Uint8Array, index: number): number {
  return data[index] ?? 0;
}
