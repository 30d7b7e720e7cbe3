/** Whether records may go at once when a config of a topic becomes `next`, or its default where that is `undefined`. */
export function mayDelete(name: string, now: string, next: string | undefined): boolean {
  if (name !== 'retention.ms' && name !== 'retention.bytes') return false;
  if (next === undefined) return true;
  return limitOf(next) < limitOf(now);
}

/** -1 is no limit. */
function limitOf(text: string): number {
  const limit = Number(text);
  return limit < 0 ? Infinity : limit;
}
