const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const compact = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });

/** A whole number with its thousands apart: `1,234,567`; `–` for what is not known. */
export function formatCount(count: number | null | undefined): string {
  return isKnown(count) ? grouped.format(count) : '–';
}

/** A number in few characters: `1.2K`, `34M`; small ones keep a decimal: `0.4`. */
export function formatCompact(count: number | null | undefined): string {
  return isKnown(count) ? compact.format(count) : '–';
}

/** Events in a second, in few characters: `1.2K/s`. */
export function formatRate(perSecond: number | null | undefined): string {
  return isKnown(perSecond) ? `${compact.format(perSecond)}/s` : '–';
}

/** A number and what it counts: `1 topic`, `2 topics`. Words that are no regular plural are given. */
export function formatCounted(count: number, one: string, many = `${one}s`): string {
  return `${grouped.format(count)} ${count === 1 ? one : many}`;
}

function isKnown(value: number | null | undefined): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
