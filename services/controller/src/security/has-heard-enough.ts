/** How many storage nodes have told which security document they keep, and what else is known. */
export interface Hearing {
  /** Nodes that are known of in any way, dead or not. */
  readonly known: number;
  /** Those of them that have told. */
  readonly heard: number;
  /** Those that have not and may do so soon. */
  readonly awaited: number;
  /** How many there are, where that is known. */
  readonly expected: number | undefined;
  /** The store has lost nothing, as far as anyone can tell. */
  readonly isStoreWhole: boolean;
  /** A session timeout has passed: nodes that are alive have come. */
  readonly isLate: boolean;
}

/**
 * Whether an active controller may take the newest security document that it has heard of for the newest
 * one that there is. Pure.
 *
 * It waits for a majority of the nodes: a document that was told to everybody is with one of them. An
 * intact store has the newest one as well, so that with it nodes that are dead hold up nobody for long.
 */
export function hasHeardEnough(hearing: Hearing): boolean {
  const { known, heard, awaited, expected, isStoreWhole, isLate } = hearing;
  const hasMajority = 2 * heard > known;
  if (isLate) return hasMajority || isStoreWhole;
  const areAllKnown = isStoreWhole || (expected !== undefined && known >= expected);
  return areAllKnown && hasMajority && awaited === 0;
}
