const largestDistance = 4;

/**
 * The known name that looks most like a mistyped one, to suggest in an error message.
 *
 * Undefined when none is near: more than a third of its characters, or more than four, would change.
 */
export function nearestName(mistyped: string, known: Iterable<string>): string | undefined {
  let nearest: string | undefined;
  let nearestDistance = Math.min(largestDistance, Math.floor(mistyped.length / 3)) + 1;
  for (const name of known) {
    if (Math.abs(name.length - mistyped.length) >= nearestDistance) continue;
    const distance = editDistance(mistyped.toLowerCase(), name.toLowerCase());
    if (distance < nearestDistance) {
      nearest = name;
      nearestDistance = distance;
    }
  }
  return nearest;
}

/** Levenshtein's distance, one row at a time. */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const substitution = from.charAt(row - 1) === to.charAt(column - 1) ? 0 : 1;
      current.push(
        Math.min(
          (previous[column] ?? 0) + 1,
          (current[column - 1] ?? 0) + 1,
          (previous[column - 1] ?? 0) + substitution,
        ),
      );
    }
    previous = current;
  }
  return previous[to.length] ?? 0;
}
