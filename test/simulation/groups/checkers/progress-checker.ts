import {
  decodeOffset,
  type PartitionKey,
  splitOffsetDocumentKey,
  splitPartitionKey,
} from '@weir/coordinator/cores';
import type { StoredChange } from '../world/watched-redis.ts';
import type { CheckerContext, GroupHistory } from './group-history.ts';
import { type OwnershipChecker, short } from './ownership-checker.ts';

/** What was stored of an offset, one after the other; undefined: it was deleted. */
interface StoredOffset {
  readonly offset: number | undefined;
  /** Not a commit: it may go back, and void what was committed before. */
  readonly isReset: boolean;
  readonly atMs: number;
}

/** The progress of a group in one partition. */
interface Progress {
  /** Counts resets: what was read before one counts for nothing after it. */
  generation: number;
  /** Everything below was handled by somebody in this generation, or lies before its start. */
  handledEnd: number;
  /** Whether a reset was undone: then whatever was handled counts, before it or after it. */
  isMixed: boolean;
  /** Where it began: what it was reset to. */
  beganAt: number | undefined;
  handledEndBefore: number;
  /** Whether what ended the generation before may still be undone. */
  mayBeUndone: 'always' | 'if-store-is-lost' | 'never';
  readonly stored: StoredOffset[];
  /** What a group that resumes after the store lost something must not be behind. */
  floor: number;
}

/** A reset that may be carried out from now on. */
export interface PendingReset {
  readonly groupId: string;
  readonly topicId: string;
  /** Whether the reset may set this offset. */
  readonly mayBe: (offset: number, partition: number) => boolean;
  /** Until when it may still reach the store. */
  untilMs: number;
}

/** Commits of members name their process here, so that they are told from resets. */
const resetMetadata = '';

/** How long an append may take beside the interval. */
const journalSlackMs = 300;

/** A moment in the history of a partition's offset. */
export type Moment = number;

/**
 * What was handled and committed:
 *
 *   - No record is skipped: who starts at an offset finds everything below handled, but for a reset.
 *   - A stored offset goes back only by a reset, or by the deletion of the group.
 *   - Nothing is committed beyond what was handled.
 *   - What is acknowledged is stored; what is answered is stored.
 */
export class ProgressChecker {
  readonly #context: CheckerContext;
  readonly #ownership: OwnershipChecker;
  readonly #counts: GroupHistory['counts'];
  readonly #progress = new Map<string, Progress>();
  readonly #resets: PendingReset[] = [];
  readonly #deletions = new Map<string, number>();
  #hasLostStore = false;

  constructor(
    context: CheckerContext,
    ownership: OwnershipChecker,
    counts: GroupHistory['counts'],
  ) {
    this.#context = context;
    this.#ownership = ownership;
    this.#counts = counts;
  }

  /** Everything below this offset was handled. */
  handledEnd(groupId: string, key: PartitionKey): number {
    return this.#of(groupId, key).handledEnd;
  }

  storedOffset(groupId: string, key: PartitionKey): number | undefined {
    return this.#of(groupId, key).stored.at(-1)?.offset;
  }

  /** The present moment, to be named later. */
  moment(groupId: string, key: PartitionKey): Moment {
    return this.#of(groupId, key).stored.length;
  }

  /** Changes with each reset and deletion. */
  generation(groupId: string, key: PartitionKey): number {
    return this.#of(groupId, key).generation;
  }

  /** A member starts to read where the group stands. */
  started(groupId: string, key: PartitionKey, offset: number): void {
    const progress = this.#of(groupId, key);
    this.#mayUndo(progress, offset);
    const { handledEnd } = progress;
    if (offset <= handledEnd) return;
    this.#context.fail(
      `${groupId} starts ${short(key)} at ${offset}, handled is what is below ${handledEnd}`,
    );
  }

  /** A member that has started in this generation has handled the record at this offset. */
  handled(groupId: string, key: PartitionKey, generation: number, offset: number): void {
    const progress = this.#of(groupId, key);
    this.#counts.handled += 1;
    if (generation === progress.generation - 1 && offset === progress.handledEndBefore) {
      progress.handledEndBefore += 1;
    }
    if (generation !== progress.generation && !progress.isMixed) return;
    if (progress.isMixed && offset > progress.handledEnd) return;
    this.started(groupId, key, offset);
    if (offset < progress.handledEnd) this.#counts.handledAgain += 1;
    else progress.handledEnd = offset + 1;
  }

  resetBegins(reset: PendingReset): void {
    this.#resets.push(reset);
  }

  /** The group may be deleted until then. */
  deletionBegins(groupId: string, untilMs: number): void {
    this.#deletions.set(groupId, untilMs);
  }

  /** A reset was answered: each partition that it names was set since, and its members are fenced. */
  resetAnswered(
    groupId: string,
    memberIds: readonly string[],
    offsets: Iterable<readonly [PartitionKey, { since: Moment; offset: number }]>,
  ): void {
    const left = memberIds.find((memberId) => this.#ownership.stored(memberId) !== undefined);
    if (left !== undefined && !this.#hasLostStore) {
      this.#context.fail(`${groupId} was reset, says the answer, and ${short(left)} is not fenced`);
    }
    for (const [key, { since, offset }] of offsets) {
      const { stored } = this.#of(groupId, key);
      const resets = stored.slice(since).filter(({ isReset }) => isReset);
      if (resets.some((entry) => entry.offset === offset)) continue;
      // Of two resets, or a reset and a deletion at once the last one is all that is stored.
      if (resets.length > 0 && this.#pendingResets(groupId, key).length > 1) continue;
      if (this.#mayDelete(groupId)) continue;
      this.#context.fail(`${groupId} ${short(key)} was reset to ${offset}, says the answer`);
    }
    for (const [key] of offsets) this.#confirm(this.#of(groupId, key));
    this.#counts.reset += 1;
  }

  /** The deletion of a group was answered. */
  deletionAnswered(groupId: string): void {
    for (const [id, progress] of this.#progress) {
      if (id.endsWith(`/${groupId}`)) this.#confirm(progress);
    }
    this.#counts.deleted += 1;
  }

  /** The store has lost something; these are the offsets that it has now. */
  storeLost(left: readonly StoredChange[]): void {
    const atMs = this.#context.nowMs();
    this.#hasLostStore = true;
    const now = new Map(left.map(({ key, value }) => [key, value]));
    for (const [documentKey, progress] of this.#progress) {
      const value = now.get(documentKey) ?? null;
      progress.floor = this.#journaledBy(progress, atMs);
      const offset = value === null ? undefined : Number(decodeOffset(value).offset);
      progress.stored.push({ offset, isReset: true, atMs });
    }
  }

  /** What was stored so long ago that the journal has it too, if it could. */
  #journaledBy({ stored, floor }: Progress, nowMs: number): number {
    if (!this.#context.rules.isSound()) return 0;
    const untilMs = nowMs - this.#context.rules.journalIntervalMs - journalSlackMs;
    const lastReset = stored.findLastIndex(({ isReset }) => isReset);
    const since = stored.slice(lastReset + 1).filter(({ atMs }) => atMs <= untilMs);
    return Math.max(floor, since.at(-1)?.offset ?? 0);
  }

  /** A commit was acknowledged: it was stored, or has been since its arrival. */
  committed(groupId: string, key: PartitionKey, since: Moment, offset: number): void {
    this.#counts.committed += 1;
    const { stored } = this.#of(groupId, key);
    // A coordinator that does not know yet what the store has lost still knows what it had.
    const isStored = stored
      .slice(this.#hasLostStore ? 0 : Math.max(0, since - 1))
      .some((entry) => (entry.offset ?? -1) >= offset);
    const isVoid = stored.slice(since).some(({ isReset }) => isReset);
    if (isStored || isVoid) return;
    this.#context.fail(
      `${groupId} ${short(key)} is acknowledged at ${offset}, stored is ${stored.at(-1)?.offset}`,
    );
  }

  /** A member was answered where to start: that was stored when it was asked for, or since. */
  fetched(groupId: string, key: PartitionKey, since: Moment, offset: number | undefined): void {
    const { stored, floor } = this.#of(groupId, key);
    if ((offset ?? 0) < floor) {
      this.#context.fail(`${groupId} ${short(key)} resumes at ${offset}, the journal had ${floor}`);
    }
    if (this.#hasLostStore) return;
    const answers = stored.slice(Math.max(0, since - 1)).map((entry) => entry.offset);
    if (since === 0) answers.push(undefined);
    if (answers.includes(offset)) return;
    // A commit that a reset followed, or the other way round, before either was stored.
    if (this.#pendingResets(groupId, key).length > 0) return;
    this.#context.fail(
      `${groupId} ${short(key)} is answered as ${offset}, stored is ${stored.at(-1)?.offset}`,
    );
  }

  written(changes: readonly StoredChange[]): void {
    for (const { key: text, value } of changes) {
      const { key, groupId } = splitOffsetDocumentKey(text);
      if (value === null) this.#deleted(groupId, key);
      else {
        const { offset, metadata } = decodeOffset(value);
        if (metadata === resetMetadata) this.#reset(groupId, key, offset);
        else this.#moved(groupId, key, offset);
      }
    }
  }

  #deleted(groupId: string, key: PartitionKey): void {
    const progress = this.#of(groupId, key);
    const before = progress.stored.at(-1)?.offset;
    if (!this.#mayDelete(groupId)) {
      if (before === undefined) return;
      this.#context.fail(`${groupId} ${short(key)} is deleted at ${before}`);
    }
    this.#begin(progress, undefined);
  }

  #reset(groupId: string, key: PartitionKey, offset: number): void {
    const progress = this.#of(groupId, key);
    const last = progress.stored.at(-1);
    // What is stored once more, such as after a loss, is no news.
    if (progress.beganAt === offset && (last?.isReset === true || this.#hasLostStore)) {
      progress.stored.push({ offset, isReset: true, atMs: this.#context.nowMs() });
      return;
    }
    if (!this.#mayReset(groupId, key, offset)) {
      this.#context.fail(`${groupId} ${short(key)} is reset to ${offset}, which nobody asked for`);
    }
    if (!this.#isOwned(groupId, key)) {
      this.#begin(progress, offset);
      return;
    }
    // The journal has kept the reset, and nobody that the members were fenced: it was not answered.
    progress.handledEnd = Math.max(progress.handledEnd, offset);
    progress.stored.push({ offset, isReset: true, atMs: this.#context.nowMs() });
  }

  #isOwned(groupId: string, key: PartitionKey): boolean {
    return this.#ownership.storedOf(groupId).some(({ owned }) => owned.has(key));
  }

  #begin(progress: Progress, offset: number | undefined): void {
    progress.generation += 1;
    const { handledEnd, handledEndBefore, mayBeUndone } = progress;
    progress.handledEndBefore =
      mayBeUndone === 'never' ? handledEnd : Math.max(handledEnd, handledEndBefore);
    progress.mayBeUndone = 'always';
    progress.isMixed = false;
    progress.beganAt = offset;
    progress.handledEnd = offset ?? 0;
    progress.floor = 0;
    progress.stored.push({ offset, isReset: true, atMs: this.#context.nowMs() });
  }

  #moved(groupId: string, key: PartitionKey, offset: number): void {
    const progress = this.#of(groupId, key);
    this.#mayUndo(progress, offset);
    const last = progress.stored.at(-1);
    const before = last?.offset;
    const who = `${groupId} ${short(key)}`;
    if (before !== undefined && offset < before && !last?.isReset && !this.#hasLostStore) {
      this.#context.fail(`${who} goes back from ${before} to ${offset}`);
    }
    if (offset > progress.handledEnd) {
      this.#context.fail(`${who} is at ${offset}, handled is what is below ${progress.handledEnd}`);
    }
    progress.stored.push({ offset, isReset: false, atMs: this.#context.nowMs() });
  }

  /** What was never answered, or was never journaled, may be lost. */
  #mayUndo(progress: Progress, offset: number): void {
    const { handledEnd, handledEndBefore, mayBeUndone } = progress;
    if (mayBeUndone === 'never' || offset <= handledEnd || offset > handledEndBefore) return;
    if (mayBeUndone === 'if-store-is-lost' && !this.#hasLostStore) return;
    progress.generation -= 1;
    progress.isMixed = true;
    progress.handledEnd = handledEndBefore;
    progress.mayBeUndone = 'never';
    progress.beganAt = undefined;
    progress.floor = 0;
  }

  /** A reset or a deletion was answered. */
  #confirm(progress: Progress): void {
    progress.mayBeUndone = this.#context.rules.isSound() ? 'never' : 'if-store-is-lost';
  }

  #mayReset(groupId: string, key: PartitionKey, offset: number): boolean {
    const { partition } = splitPartitionKey(key);
    return this.#pendingResets(groupId, key).some(({ mayBe }) => mayBe(offset, partition));
  }

  #pendingResets(groupId: string, key: PartitionKey): PendingReset[] {
    const { topicId } = splitPartitionKey(key);
    const nowMs = this.#context.nowMs();
    return this.#resets.filter(
      (reset) => reset.groupId === groupId && reset.topicId === topicId && reset.untilMs >= nowMs,
    );
  }

  #mayDelete(groupId: string): boolean {
    return (this.#deletions.get(groupId) ?? 0) >= this.#context.nowMs();
  }

  #of(groupId: string, key: PartitionKey): Progress {
    const id = `${key}/${groupId}`;
    const known = this.#progress.get(id);
    if (known !== undefined) return known;
    const created: Progress = {
      ...{ generation: 0, handledEnd: 0, beganAt: undefined, handledEndBefore: 0 },
      ...{ mayBeUndone: 'never', isMixed: false, stored: [], floor: 0 },
    };
    this.#progress.set(id, created);
    return created;
  }
}
