import { unreachableSinceMs } from '../api/connection.ts';
import { formatClock } from '../format/format-time.ts';

/** Says that the gateway does not answer, and since when. */
export function ConnectionBanner() {
  const sinceMs = unreachableSinceMs.value;
  if (sinceMs === undefined) return null;
  return (
    <div class="banner" role="alert">
      The gateway has not answered since {formatClock(sinceMs)}. What is shown is from before; the
      page goes on by itself when it answers again.
    </div>
  );
}
