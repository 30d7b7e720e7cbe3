/** How a group goes on that may have members which the store has lost. */
export interface GroupRecovery {
  /** Until this instant members that come back are believed, by the monotonic clock. */
  readonly untilMs: number;
  /** Whether a new member, too, waits for those that may come back: the group is known to have had some. */
  readonly holdsJoins: boolean;
  /** Members of this epoch or an older one are fenced for good. */
  readonly fencedEpoch: number;
}

/**
 * The members of a group that the store has lost, as long as they may come back.
 *
 * Nobody knows who they are: whoever comes back with an id that the group has not seen leave is one.
 * Tests: `group-shard.test.ts`.
 */
export class LostMembers {
  #recovery: GroupRecovery | undefined;
  /** Members that left or were fenced meanwhile. */
  readonly #gone = new Set<string>();

  constructor(recovery: GroupRecovery | undefined) {
    this.#recovery = recovery;
  }

  /** Until when they may come back; undefined when nobody is waited for. */
  get untilMs(): number | undefined {
    return this.#recovery?.untilMs;
  }

  /** Whether a new member, too, waits for them. */
  get holdsJoins(): boolean {
    return this.#recovery?.holdsJoins === true;
  }

  mayComeBack(memberId: string, memberEpoch: number): boolean {
    if (this.#recovery === undefined || this.#gone.has(memberId)) return false;
    return memberEpoch > this.#recovery.fencedEpoch;
  }

  /** A member has left or was fenced: it is not lost. */
  noteGone(memberId: string): void {
    if (this.#recovery !== undefined) this.#gone.add(memberId);
  }

  passTime(nowMs: number): void {
    if ((this.untilMs ?? Infinity) <= nowMs) this.giveUp();
  }

  /** Nobody is waited for any more. */
  giveUp(): void {
    this.#recovery = undefined;
    this.#gone.clear();
  }
}
