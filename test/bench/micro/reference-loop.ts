import { Buffer } from 'node:buffer';

const words = 16 * 1024;
const memory = Buffer.alloc(words * 4);

/**
 * The work that all cases are compared with, so that figures of machines can be compared: 16,384
 * steps of a random generator, each written to 64 KiB of memory and added up again.
 *
 * It must never change: the baselines are ratios to it.
 */
export function runReferenceLoop(): number {
  let state = 0x9e3779b9;
  for (let index = 0; index < words; index += 1) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    memory.writeInt32LE(state, index * 4);
  }
  let sum = 0;
  for (let index = 0; index < words; index += 1) {
    sum = (sum + memory.readInt32LE(index * 4)) | 0;
  }
  return sum;
}
