/** The acknowledged values that nobody saw, each as often as it is missing; empty when all is well. */
export function findLost(acknowledged: readonly string[], seen: readonly string[]): string[] {
  const remaining = new Map<string, number>();
  for (const value of seen) remaining.set(value, (remaining.get(value) ?? 0) + 1);
  return acknowledged.filter((value) => {
    const count = remaining.get(value) ?? 0;
    remaining.set(value, count - 1);
    return count <= 0;
  });
}
