import { randomBytes, randomInt, randomUUID } from 'node:crypto';

/** Where chance comes from: `systemRandom` in production, `SeededRandom` where runs must repeat. */
export interface Random {
  /** A uniform integer from 0 to `boundExclusive` − 1; the bound is 1 to 2^32. */
  nextInt(boundExclusive: number): number;
  /** A uniform integer from 1 to 2^53−1: fit for a producer id. */
  nextSafeInteger(): number;
  /** A random (version 4) UUID in lower case. */
  uuid(): string;
}

/** The operating system's random source. */
export const systemRandom: Random = {
  nextInt: (boundExclusive) => randomInt(boundExclusive),
  nextSafeInteger: () => {
    const bytes = randomBytes(8);
    return toSafeInteger(bytes.readUInt32LE(0), bytes.readUInt32LE(4));
  },
  uuid: () => randomUUID(),
};

/** Joins 53 random bits of two 32-bit words; zero, which means none, becomes 1. */
export function toSafeInteger(low: number, high: number): number {
  return Math.max(1, (high & 0x1f_ff_ff) * 0x1_00_00_00_00 + low);
}
