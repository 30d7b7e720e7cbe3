const sequenceBound = 0x80_00_00_00;

/** The sequence that follows a batch of `recordCount` records: after 2^31−1 comes 0. */
export function nextSequence(baseSequence: number, recordCount: number): number {
  return (baseSequence + recordCount) % sequenceBound;
}
