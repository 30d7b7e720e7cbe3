const units: Readonly<Record<string, number>> = { '': 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 };

/**
 * Bytes per second as `weir` takes them: `500K`, `20M`, with K, M or G for multiples of 1,024. Nothing is 0, without a
 * limit; what cannot be read is `undefined`.
 */
export function parseByteRate(text: string): number | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return 0;
  const match = /^(?<count>\d{1,12})(?<unit>[KMG]?)$/.exec(trimmed);
  const unit = units[match?.groups?.['unit'] ?? 'none'] ?? Number.NaN;
  const rate = Number(match?.groups?.['count']) * unit;
  return Number.isSafeInteger(rate) ? rate : undefined;
}

/** Why a text is no rate of bytes; `undefined` when it is one. */
export function byteRateProblem(text: string): string | undefined {
  return parseByteRate(text) === undefined
    ? `"${text}" is no rate: bytes per second, such as 500K or 20M`
    : undefined;
}
