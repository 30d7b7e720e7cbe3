import type { ScanBounds } from '@weir/client';
import type { PlaceOrAge } from '../parse-options.ts';

/** Where a scan may begin and end, as a person says it: the lower end inclusive, the upper one not. */
export interface PlaceOptions {
  readonly from?: PlaceOrAge;
  readonly to?: PlaceOrAge;
}

interface Bound {
  readonly offset?: number;
  readonly timestampMs?: number;
}

/** The bounds of a scan; ages count back from `nowMs`. */
export function toScanBounds({ from, to }: PlaceOptions, nowMs: number): ScanBounds {
  const lower = from === undefined ? {} : toBound(from, nowMs);
  const upper = to === undefined ? {} : toBound(to, nowMs);
  return {
    fromOffset: lower.offset,
    fromTimestampMs: lower.timestampMs,
    toOffset: upper.offset,
    toTimestampMs: upper.timestampMs,
  };
}

function toBound(place: PlaceOrAge, nowMs: number): Bound {
  if (place === 'earliest') return { offset: 0 };
  if (place === 'latest') return { offset: Number.MAX_SAFE_INTEGER };
  if ('durationMs' in place) return { timestampMs: Math.max(0, nowMs - place.durationMs) };
  return place;
}
