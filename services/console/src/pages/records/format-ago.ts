import { formatDuration } from '../../format/format-duration.ts';

/** About how long before `nowMs` an instant was: `3 min ago`; `in 5 s` for one that is to come. */
export function formatAgo(atMs: number, nowMs: number): string {
  const agoMs = nowMs - atMs;
  if (Math.abs(agoMs) < 1_000) return 'now';
  return agoMs < 0 ? `in ${largestUnit(-agoMs)}` : `${largestUnit(agoMs)} ago`;
}

function largestUnit(durationMs: number): string {
  return formatDuration(Math.floor(durationMs / 1_000) * 1_000)
    .split(' ')
    .slice(0, 2)
    .join(' ');
}
