import { formatNumber } from './duration-text.ts';

const units = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** A size for people, in the largest unit of which there is a whole one: `512 B`, `1.2 GiB`. */
export function formatBytes(bytes: number): string {
  let size = bytes;
  let unit = 'B';
  for (const larger of units) {
    if (size < 1_024) break;
    size /= 1_024;
    unit = larger;
  }
  return `${formatNumber(size)} ${unit}`;
}
