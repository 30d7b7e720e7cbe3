import { randomBytes } from 'node:crypto';

/** Different values to send in turn, so that none is alike for long and none costs time to make. */
export function randomValues(valueBytes: number): Buffer[] {
  return Array.from({ length: 1_000 }, () => randomBytes(valueBytes));
}
