const secondsByUnit = { s: 1, m: 60, h: 3_600, d: 86_400 } as const;

/** Rates need two scrapes a second apart, and some more where one is late. */
const shortestRangeSeconds = 10;

/**
 * The text of a rule file in which time runs `factor` times as fast: what was a minute of waiting (`for`), of
 * looking back (`[5m]`), or of distance (`offset 1h`) is a `factor`-th of it. Thresholds stay.
 */
export function hurryRules(text: string, factor: number): string {
  if (factor === 1) return text;
  return text
    .replaceAll(/(\bfor: )(\d+)([smhd])/g, (_, before: string, count: string, unit: string) => {
      return `${before}${shorten(count, unit, factor, 1)}`;
    })
    .replaceAll(/\[(\d+)([smhd])\]/g, (_, count: string, unit: string) => {
      return `[${shorten(count, unit, factor, shortestRangeSeconds)}]`;
    })
    .replaceAll(/(\boffset )(\d+)([smhd])/g, (_, before: string, count: string, unit: string) => {
      return `${before}${shorten(count, unit, factor, shortestRangeSeconds)}`;
    });
}

function shorten(count: string, unit: string, factor: number, atLeast: number): string {
  const seconds = Number(count) * secondsByUnit[unit as keyof typeof secondsByUnit];
  return `${Math.max(atLeast, Math.round(seconds / factor))}s`;
}
