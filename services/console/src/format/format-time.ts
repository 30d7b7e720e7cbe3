/** An instant in the browser's time zone: `2026-11-30 16:25:06`; `–` when unknown. */
export function formatTime(atMs: number | null | undefined): string {
  const parts = partsOf(atMs);
  return parts === undefined ? '–' : `${parts.day} ${parts.time}`;
}

/** The same with milliseconds, for records: `2026-11-30 16:25:06.123`. */
export function formatTimeMs(atMs: number | null | undefined): string {
  const parts = partsOf(atMs);
  return parts === undefined ? '–' : `${parts.day} ${parts.time}.${parts.millisecond}`;
}

/** The time of the day alone: `16:25:06`. */
export function formatClock(atMs: number | null | undefined): string {
  return partsOf(atMs)?.time ?? '–';
}

/** An instant in UTC, as ISO 8601 has it; `–` for what is no time: producers may give a record any number. */
export function formatUtc(atMs: number): string {
  const date = new Date(atMs);
  return Number.isNaN(date.getTime()) ? '–' : date.toISOString();
}

function partsOf(atMs: number | null | undefined) {
  // 0 is what the protocol has for an instant that is not known.
  if (typeof atMs !== 'number' || atMs <= 0) return undefined;
  const date = new Date(atMs);
  if (Number.isNaN(date.getTime())) return undefined;
  return {
    day: `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`,
    time: `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`,
    millisecond: pad(date.getMilliseconds(), 3),
  };
}

function pad(value: number, length = 2): string {
  return String(value).padStart(length, '0');
}
