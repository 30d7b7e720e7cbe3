import { invariant } from './invariant.ts';
import { type Random, toSafeInteger } from './random.ts';

/**
 * A random source that repeats itself for the same seed, for tests and simulation. Not for secrets.
 *
 * Source: sfc32 of Chris Doty-Humphrey's PractRand.
 */
export class SeededRandom implements Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  /** Any integer is a seed; its low 53 bits count. */
  constructor(seed: number) {
    this.#a = seed | 0;
    this.#b = Math.floor(seed / 0x1_00_00_00_00) | 0;
    this.#c = 0x9e_37_79_b9 | 0;
    for (let round = 0; round < 12; round += 1) this.#nextUint32();
  }

  nextInt(boundExclusive: number): number {
    invariant(
      Number.isSafeInteger(boundExclusive) && boundExclusive > 0 && boundExclusive <= 2 ** 32,
      'a random bound is from 1 to 2^32',
    );
    // Numbers in the last, incomplete stretch would favour small results: draw again.
    const fairBelow = 2 ** 32 - (2 ** 32 % boundExclusive);
    let drawn = this.#nextUint32();
    while (drawn >= fairBelow) drawn = this.#nextUint32();
    return drawn % boundExclusive;
  }

  nextSafeInteger(): number {
    return toSafeInteger(this.#nextUint32(), this.#nextUint32());
  }

  uuid(): string {
    const hex = Array.from({ length: 4 }, () =>
      this.#nextUint32().toString(16).padStart(8, '0'),
    ).join('');
    const variant = ((Number.parseInt(hex.charAt(16), 16) & 3) | 8).toString(16);
    return [
      hex.slice(0, 8),
      hex.slice(8, 12),
      `4${hex.slice(13, 16)}`,
      `${variant}${hex.slice(17, 20)}`,
      hex.slice(20),
    ].join('-');
  }

  #nextUint32(): number {
    const result = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + result) | 0;
    return result >>> 0;
  }
}
