/**
 * The order in which members with room for so many partitions are dealt them: their indexes, each
 * as often as it has room.
 */
export type Deal = (rooms: readonly number[]) => number[];

/** Fills one member after the other, so each gets neighbours. */
export function inRuns(rooms: readonly number[]): number[] {
  return rooms.flatMap((room, index) => Array.from({ length: room }, () => index));
}

/** One each in turn, leaving out who has no more room. */
export function inTurns(rooms: readonly number[]): number[] {
  const order: number[] = [];
  let open = [...rooms.keys()];
  for (let turn = 0; open.length > 0; turn += 1) {
    open = open.filter((index) => (rooms[index] ?? 0) > turn);
    for (const index of open) order.push(index);
  }
  return order;
}

/** Rooms for `total` partitions that differ by at most one, the first ones having more. */
export function evenRooms(members: number, total: number): number[] {
  const least = Math.floor(total / members);
  const longer = total % members;
  return Array.from({ length: members }, (_, index) => least + (index < longer ? 1 : 0));
}
