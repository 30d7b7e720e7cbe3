const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** Bytes in the largest binary unit of which there is a whole one: `1.5 GiB`; `–` when unknown. */
export function formatBytes(bytes: number | null | undefined): string {
  if (typeof bytes !== 'number' || !Number.isFinite(bytes)) return '–';
  const magnitude = Math.abs(bytes);
  const step = magnitude < 1 ? 0 : Math.floor(Math.log2(magnitude) / 10);
  const unit = Math.min(step, units.length - 1);
  const value = bytes / 1_024 ** unit;
  return `${unit === 0 || Math.abs(value) >= 100 ? Math.round(value) : round(value)} ${units[unit]}`;
}

/** Bytes in a second: `1.5 MiB/s`. */
export function formatByteRate(bytesPerSecond: number | null | undefined): string {
  const text = formatBytes(bytesPerSecond);
  return text === '–' ? text : `${text}/s`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
