import { toWeirError, type WeirError } from '@weir/core';

/** What is to be asked where, by places in the request. */
export interface Split {
  readonly byAddress: ReadonlyMap<string, readonly number[]>;
  /** Places that nobody can be asked for. */
  readonly failures: ReadonlyMap<number, WeirError>;
}

/** Splits a request by the address that `addressOf` finds for each item, or the error that it throws. */
export function splitByLeader<Item>(
  items: readonly Item[],
  addressOf: (item: Item) => string,
): Split {
  const byAddress = new Map<string, number[]>();
  const failures = new Map<number, WeirError>();
  for (const [index, item] of items.entries()) {
    try {
      const address = addressOf(item);
      const places = byAddress.get(address);
      if (places === undefined) byAddress.set(address, [index]);
      else places.push(index);
    } catch (error) {
      failures.set(index, toWeirError(error));
    }
  }
  return { byAddress, failures };
}

/** The items at these places. */
export function pick<Item>(items: readonly Item[], places: readonly number[]): Item[] {
  return places.flatMap((place) => {
    const item = items[place];
    return item === undefined ? [] : [item];
  });
}
