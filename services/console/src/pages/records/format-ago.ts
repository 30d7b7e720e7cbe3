import { formatDuration } from '../../format/format-duration.ts';

/** How long before `nowMs` an instant was: `3 min 20 s ago`; `in 5 s` for one that is to come. */
export function formatAgo(atMs: number, nowMs: number): string {
  const agoMs = nowMs - atMs;
  if (agoMs < -1_000) return `in ${formatDuration(-agoMs)}`;
  return agoMs < 1_000 ? 'now' : `${formatDuration(agoMs)} ago`;
}
