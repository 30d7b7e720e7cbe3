import type { CheckerContext } from './group-history.ts';

/** What a group's last target was made of. */
interface Target {
  topicsVersion: number;
  groupEpoch: number;
  /** Members that joined, left or were fenced, or changed what they want, since. */
  changes: number;
}

/**
 * A target moves only for a reason: members, what they want, or topics have changed. Where the store has
 * lost something nobody can tell.
 */
export class TargetChecker {
  readonly #context: CheckerContext;
  readonly #targets = new Map<string, Target>();
  #hasLostStore = false;

  constructor(context: CheckerContext) {
    this.#context = context;
  }

  /** Something has happened to the group that may move its target. */
  changed(groupId: string): void {
    this.#of(groupId).changes += 1;
  }

  /** A coordinator that knows the topics of this version has computed another target. */
  moved(groupId: string, groupEpoch: number, topicsVersion: number): void {
    const target = this.#of(groupId);
    // One that was never stored is forgotten with the coordinator that has computed it.
    const isForgotten = groupEpoch !== target.groupEpoch + 1;
    const hasReason = isForgotten || target.changes > 0 || target.topicsVersion !== topicsVersion;
    target.topicsVersion = topicsVersion;
    target.groupEpoch = groupEpoch;
    target.changes = 0;
    if (!hasReason && !this.#hasLostStore)
      this.#context.fail(`the target of ${groupId} moves for no reason`);
  }

  /** The store has lost something: from now on whoever loads it may find other members. */
  storeLost(): void {
    this.#hasLostStore = true;
  }

  #of(groupId: string): Target {
    const known = this.#targets.get(groupId);
    if (known !== undefined) return known;
    const created = { topicsVersion: -1, groupEpoch: 0, changes: 0 };
    this.#targets.set(groupId, created);
    return created;
  }
}
