import { type Clock, type GroupId, type Timer, toWeirError, WeirError } from '@weir/core';
import type { Logger } from '@weir/runtime';
import type { CoordinatorMetrics } from '../coordinator-metrics.ts';
import type { ConsumerGroup } from '../group/consumer-group.ts';
import type { GroupEffect } from '../group/group-effect.ts';
import type { GroupEvent } from '../group/group-event.ts';
import type { ShardJournal } from '../journal/shard-journal.ts';
import type { CommittedOffsets, CommittedPosition } from '../offsets/committed-offsets.ts';
import { expiredOffsets } from '../offsets/expired-offsets.ts';
import {
  encodeGroup,
  encodeMember,
  encodeOffset,
  memberDocumentKey,
  offsetDocumentKey,
  type shardCollections,
} from '../store/group-documents.ts';
import type { ShardWriter } from '../store/shard-writer.ts';
import type { PartitionKey } from '../topics/partition-key.ts';
import type { MemberSession } from './member-session.ts';

/** How soon a coordinator without its lease looks again whether it has it. */
const ownershipPauseMs = 100;

/** What a group lives on: all of it belongs to its shard. */
export interface GroupHostContext {
  readonly collections: ReturnType<typeof shardCollections>;
  readonly writer: ShardWriter;
  readonly journal: Pick<ShardJournal, 'note'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: CoordinatorMetrics;
  /** Whether the shard's lease is still held, by the own clock. */
  readonly isOwned: () => boolean;
  /** Nothing of the group is worth keeping any more. */
  readonly onEmpty: (host: GroupHost) => void;
  /** A rule of ours is broken: nothing of the shard can be trusted any more. */
  readonly onBroken: (error: unknown) => void;
}

/** A group and its progress. */
export interface HostedGroup {
  readonly groupId: GroupId;
  readonly group: ConsumerGroup;
  readonly offsets: CommittedOffsets;
  /** Since when it has had no members, Unix milliseconds, if it has none. */
  readonly emptySinceMs?: number | undefined;
}

/** Something to be sent once all that it rests on is stored. */
interface Message {
  send(): void;
  /** It will never be stored: the shard is lost. */
  abandon(error: WeirError): void;
}

/**
 * Carries out what a group wants done: saves, then sends; and tells it of the passing of time.
 *
 * Invariants:
 *   - Nothing is sent before all that the group changed until then is stored.
 *   - A member has at most one session.
 * Tests: `coordinator.test.ts`.
 */
export class GroupHost {
  readonly groupId: GroupId;
  readonly group: ConsumerGroup;
  readonly offsets: CommittedOffsets;
  readonly #context: GroupHostContext;
  readonly #sessions = new Map<string, MemberSession>();
  #timer: { readonly dueAtMs: number; readonly timer: Timer } | undefined;
  #isStopped = false;
  #emptySinceMs: number | undefined;

  constructor({ groupId, group, offsets, emptySinceMs }: HostedGroup, context: GroupHostContext) {
    this.groupId = groupId;
    this.group = group;
    this.offsets = offsets;
    this.#context = context;
    this.#emptySinceMs = emptySinceMs;
  }

  /** Whether nothing of the group is worth keeping. */
  get isEmpty(): boolean {
    return this.group.size === 0 && this.offsets.size === 0;
  }

  /** Takes an event; a `WeirError` refuses it and changes nothing. */
  handle(event: GroupEvent): void {
    const { clock, metrics } = this.#context;
    const startedMs = clock.monotonicMs();
    const effects = this.#decide(event, startedMs);
    if (effects.some(({ kind }) => kind === 'targetMoved')) {
      metrics.assignmentComputed((clock.monotonicMs() - startedMs) / 1_000);
    }
    this.#noteEmptiness();
    const messages: Message[] = [];
    for (const effect of effects) {
      this.#save(effect);
      this.#report(effect);
      if (effect.kind === 'assigned' || effect.kind === 'sessionEnded') {
        messages.push(this.#prepare(effect));
      }
    }
    if (messages.length > 0) void this.#sendWhenStored(messages);
    if (this.isEmpty) this.#context.onEmpty(this);
    else this.#schedule();
  }

  /** Takes an event that a session brings, for the member that it is of from now on. */
  enter(session: MemberSession, event: GroupEvent & { kind: 'joined' | 'returned' }): void {
    const previous = this.#sessions.get(event.memberId);
    this.#sessions.set(event.memberId, session);
    try {
      this.handle(event);
    } catch (error) {
      if (previous === undefined) this.#sessions.delete(event.memberId);
      else this.#sessions.set(event.memberId, previous);
      if (this.isEmpty) this.#context.onEmpty(this);
      throw error;
    }
    previous?.end(
      new WeirError('CANCELLED', 'The member has come back on another stream', {
        metadata: { reason: 'newer-stream' },
      }),
    );
  }

  /** Whether this session is the member's. */
  isCurrent(session: MemberSession, memberId: string): boolean {
    return this.#sessions.get(memberId) === session;
  }

  /** The session's stream has broken or ended. */
  close(session: MemberSession, memberId: string): void {
    if (!this.isCurrent(session, memberId) || this.#isStopped) return;
    this.#sessions.delete(memberId);
    this.#noteDisconnected(memberId);
  }

  /** Puts the committed offset of a partition on its way to the store and to the journal. */
  saveOffset(key: PartitionKey): void {
    this.#putOffset(key, this.offsets.get(key));
  }

  /** Sets offsets that the journal has and the store had lost. */
  restoreOffset(key: PartitionKey, position: CommittedPosition | undefined): void {
    this.offsets.restore(key, position);
    this.saveOffset(key);
    this.#noteEmptiness();
    this.#saveGroup();
  }

  /** Forgets offsets that nobody has needed for the retention time; returns how many. */
  expireOffsets(retentionMs: number): number {
    const { clock } = this.#context;
    const emptySinceMs = this.#emptySinceMs;
    const expired = expiredOffsets(this, { emptySinceMs, retentionMs, nowMs: clock.nowMs() });
    for (const key of expired) this.restoreOffset(key, undefined);
    if (this.isEmpty) this.#context.onEmpty(this);
    return expired.length;
  }

  /** Puts everything that is known of the group on its way to the store: it may have lost some. */
  saveAll(): void {
    for (const { memberId } of this.group.members()) this.#saveMember(memberId);
    for (const [key] of this.offsets.entries()) this.saveOffset(key);
    this.#saveGroup();
  }

  /** Deletes all documents of the group. */
  erase(): void {
    const { writer, collections } = this.#context;
    for (const [key] of this.offsets.entries()) this.#putOffset(key, undefined);
    writer.put(this.groupId, { collection: collections.groups, key: this.groupId }, null);
  }

  /** The shard is lost or handed over: ends every session. Members keep what they hold. */
  stop(error: WeirError): void {
    this.#isStopped = true;
    this.#timer?.timer.cancel();
    for (const session of this.#sessions.values()) session.end(error);
    this.#sessions.clear();
  }

  #decide(event: GroupEvent, nowMs: number): GroupEffect[] {
    try {
      return this.group.handle(event, nowMs);
    } catch (error) {
      if (!(error instanceof WeirError)) this.#context.onBroken(error);
      throw error;
    }
  }

  #save(effect: GroupEffect): void {
    if (effect.kind === 'groupChanged') this.#saveGroup();
    if (effect.kind === 'memberChanged' || effect.kind === 'memberRemoved') {
      this.#saveMember(effect.memberId);
    }
  }

  #saveGroup(): void {
    const { writer, collections } = this.#context;
    const document = { ...this.group.snapshot(), emptySinceMs: this.#emptySinceMs };
    const at = { collection: collections.groups, key: this.groupId };
    writer.put(this.groupId, at, encodeGroup(document));
  }

  #saveMember(memberId: string): void {
    const { writer, collections } = this.#context;
    const member = this.group.member(memberId);
    const key = memberDocumentKey(memberId, this.groupId);
    const value = member === undefined ? null : encodeMember(member.snapshot());
    writer.put(this.groupId, { collection: collections.members, key }, value);
  }

  #putOffset(key: PartitionKey, position: CommittedPosition | undefined): void {
    const { writer, journal, collections } = this.#context;
    const documentKey = offsetDocumentKey(key, this.groupId);
    const value = position === undefined ? null : encodeOffset(position);
    writer.put(documentKey, { collection: collections.offsets, key: documentKey }, value);
    journal.note(documentKey);
  }

  /** A coordinator that wakes up without its lease decides nothing, until it has it again or is stopped. */
  #noteDisconnected(memberId: string): void {
    const isBack = this.#sessions.has(memberId) || this.group.member(memberId) === undefined;
    if (isBack || this.#isStopped) return;
    if (this.#context.isOwned()) {
      this.handle({ kind: 'disconnected', memberId });
      return;
    }
    this.#context.clock.setTimer(ownershipPauseMs, () => {
      this.#noteDisconnected(memberId);
    });
  }

  /** Keeps when the last member went: from then on the group's offsets grow old. */
  #noteEmptiness(): void {
    const isEmpty = this.group.size === 0;
    if (isEmpty === (this.#emptySinceMs !== undefined)) return;
    this.#emptySinceMs = isEmpty ? this.#context.clock.nowMs() : undefined;
    this.#saveGroup();
  }

  #report(effect: GroupEffect): void {
    const { logger, metrics } = this.#context;
    switch (effect.kind) {
      case 'joined':
        metrics.memberJoined();
        logger.info({ group: this.groupId, memberId: effect.memberId }, 'Member joined');
        break;
      case 'left':
        metrics.memberLeft();
        logger.info({ group: this.groupId, memberId: effect.memberId }, 'Member left');
        break;
      case 'fenced':
        metrics.memberFenced(effect.reason);
        logger.info(
          { group: this.groupId, memberId: effect.memberId, reason: effect.reason },
          'Member fenced',
        );
        break;
      case 'targetMoved':
        metrics.targetMoved();
        logger.debug({ group: this.groupId, groupEpoch: effect.groupEpoch }, 'Target moved');
        break;
      default:
        break;
    }
  }

  /** A session that is to end takes no more messages from here on. */
  #prepare(effect: GroupEffect & { readonly kind: 'assigned' | 'sessionEnded' }): Message {
    const { memberId } = effect;
    if (effect.kind === 'assigned') {
      const { assignment } = effect;
      return {
        send: () => this.#sessions.get(memberId)?.assign(memberId, assignment),
        abandon: () => undefined,
      };
    }
    const session = this.#sessions.get(memberId);
    this.#sessions.delete(memberId);
    return {
      send: () => session?.end(effect.error),
      abandon: (error) => session?.end(error),
    };
  }

  async #sendWhenStored(messages: readonly Message[]): Promise<void> {
    try {
      await this.#context.writer.flush();
    } catch (error) {
      for (const message of messages) message.abandon(toWeirError(error));
      return;
    }
    // What a stopped host did not send, the shard's next owner tells the members.
    for (const message of messages) message.send();
  }

  /** One timer, for the earliest instant; one that is set for too early does no harm. */
  #schedule(): void {
    const dueAtMs = this.group.nextDueAtMs;
    if (dueAtMs === undefined || this.#isStopped) return;
    if (this.#timer !== undefined && this.#timer.dueAtMs <= dueAtMs) return;
    this.#timer?.timer.cancel();
    const { clock } = this.#context;
    const timer = clock.setTimer(Math.max(0, dueAtMs - clock.monotonicMs()), () => {
      this.#timer = undefined;
      // Whoever owns the shard now decides who is alive.
      if (!this.#isStopped && this.#context.isOwned()) this.handle({ kind: 'ticked' });
    });
    this.#timer = { dueAtMs, timer };
  }
}
