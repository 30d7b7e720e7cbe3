const pageRows = 15;

/** The row that a key goes to from `active`; `undefined` for other keys, and without rows. */
export function moveRow(
  key: string,
  active: number | undefined,
  count: number,
): number | undefined {
  const target = targetOf(key, active ?? -1, count - 1);
  if (target === undefined || count === 0) return undefined;
  return Math.max(0, Math.min(count - 1, target));
}

function targetOf(key: string, active: number, last: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
      return active + 1;
    case 'ArrowUp':
      return active - 1;
    case 'PageDown':
      return active + pageRows;
    case 'PageUp':
      return active - pageRows;
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return undefined;
  }
}
