import { RackMatching, type RackMatchingInput } from './rack-matching.ts';

/**
 * The member of each item, so that more is gained than with `holders`; `holders` themselves where no
 * others gain more, so racks change nothing for nothing.
 */
export function betterHolders(
  input: RackMatchingInput,
  holders: readonly number[],
): readonly number[] {
  const gain = gainOf(input, holders);
  if (gain === gainLimit(input)) return holders;
  const matched = new RackMatching(input).solve();
  return gainOf(input, matched) > gain ? matched : holders;
}

/** What the items gain if they are held by these members. */
function gainOf({ racks, items }: RackMatchingInput, holders: readonly number[]): number {
  return items.reduce((sum, { gains }, index) => {
    const rack = racks[holders[index] ?? -1] ?? '';
    return sum + (gains.get(rack) ?? 0);
  }, 0);
}

/** No holders gain more than if each item went to the rack where it gains the most. */
function gainLimit({ racks, items }: RackMatchingInput): number {
  const present = new Set(racks);
  const highest = new Map<ReadonlyMap<string, number>, number>();
  return items.reduce((sum, { gains }) => {
    let most = highest.get(gains);
    if (most === undefined) {
      most = Math.max(0, ...[...gains].map(([rack, gain]) => (present.has(rack) ? gain : 0)));
      highest.set(gains, most);
    }
    return sum + most;
  }, 0);
}
