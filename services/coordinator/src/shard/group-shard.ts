import {
  type Clock,
  type GroupId,
  type Random,
  sleep,
  type Timer,
  toGroupId,
  toWeirError,
  WeirError,
} from '@weir/core';
import { createBackoff, type Logger } from '@weir/runtime';
import type { Lease, MetadataStore } from '@weir/store';
import type { CoordinatorConfig } from '../coordinator-config.ts';
import type { CoordinatorMetrics } from '../coordinator-metrics.ts';
import { ConsumerGroup } from '../group/consumer-group.ts';
import { emptyGroup, type GroupSnapshot } from '../group/group-snapshot.ts';
import type { GroupRecovery } from '../group/lost-members.ts';
import { unknownMember } from '../group/member-roster.ts';
import type { JournalEntry, OffsetState } from '../journal/journal-entry.ts';
import type { JournalLog } from '../journal/journal-log.ts';
import { mergeEntry } from '../journal/journal-replay.ts';
import { ShardJournal } from '../journal/shard-journal.ts';
import { CommittedOffsets } from '../offsets/committed-offsets.ts';
import {
  memberDocumentKey,
  offsetDocumentKey,
  shardCollections,
  splitMemberDocumentKey,
  splitOffsetDocumentKey,
} from '../store/group-documents.ts';
import { ShardBookmark } from '../store/shard-bookmark.ts';
import { ShardWriter } from '../store/shard-writer.ts';
import { waitStored } from '../store/wait-stored.ts';
import type { TopicCatalog } from '../topics/topic-catalog.ts';
import { GroupHost, type GroupHostContext } from './group-host.ts';
import { GroupFences } from './group-fences.ts';
import { readShard } from './read-shard.ts';
import { removeUnknown } from './remove-unknown.ts';
import type { SavedDocuments } from './saved-groups.ts';

/** What a shard lives on. */
export interface GroupShardOptions {
  readonly shard: number;
  readonly lease: Lease;
  readonly store: Pick<MetadataStore, 'readAll' | 'write'>;
  readonly journalLog: JournalLog;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly metrics: CoordinatorMetrics;
  readonly config: CoordinatorConfig;
  readonly topics: () => TopicCatalog;
  /** Whether the lease is still held, by the own clock. */
  readonly isOwned: () => boolean;
  /** The shard must be given up: the store has seen a newer token, or a rule of ours is broken. */
  readonly onForfeit: () => void;
}

/** Waiting for the journal, where it may be done without. */
const journalTimeoutMs = 5_000;
/** Clocks of coordinators differ by less than this. */
const clockDifferenceMs = 10_000;

/**
 * The groups of one shard, for as long as this coordinator holds its lease.
 *
 * Invariants:
 *   - No group is served before all that the store has of the shard is loaded, nor before what the journal
 *     has beyond it; only where the store has lost nothing may a journal that does not answer wait.
 *   - Once stopped it changes nothing.
 * Tests: `coordinator.test.ts`, `coordinator-shards.test.ts`, `coordinator-journal.test.ts`.
 */
export class GroupShard {
  readonly shard: number;
  readonly lease: Lease;
  readonly journal: ShardJournal;
  readonly #options: GroupShardOptions;
  readonly #hosts = new Map<GroupId, GroupHost>();
  readonly #writer: ShardWriter;
  readonly #bookmark: ShardBookmark;
  readonly #context: GroupHostContext;
  readonly #fences = new GroupFences();
  readonly #stop = new AbortController();
  #isLoaded = false;
  /** By the monotonic clock; undefined when the store has lost nothing. */
  #recoversUntilMs: number | undefined;
  #recoveryTimer: Timer | undefined;
  #expiry: Timer | undefined;

  constructor(options: GroupShardOptions) {
    const { shard, lease, store, clock, random, metrics, isOwned } = options;
    const logger = options.logger.child({ shard });
    const fence = { lease: lease.name, token: lease.token };
    const collections = shardCollections(shard);
    this.shard = shard;
    this.lease = lease;
    this.#options = { ...options, logger };
    this.#writer = new ShardWriter({
      store,
      fence,
      clock,
      backoff: createBackoff({ minMs: 20, maxMs: 500, random }),
      logger,
      onFenced: options.onForfeit,
    });
    const { writer } = this;
    this.#bookmark = new ShardBookmark({
      ...{ store, collection: collections.journal, fence, writer, clock, logger },
    });
    this.journal = this.#createJournal();
    this.#context = {
      collections,
      writer,
      journal: this.journal,
      clock,
      logger,
      metrics,
      isOwned,
      onEmpty: (host) => {
        this.#forget(host);
      },
      onBroken: (error) => {
        logger.fatal({ err: error }, 'Invariant violated, the shard is given up');
        options.onForfeit();
      },
    };
  }

  get writer(): ShardWriter {
    return this.#writer;
  }

  get isLoaded(): boolean {
    return this.#isLoaded;
  }

  get hosts(): readonly GroupHost[] {
    return [...this.#hosts.values()];
  }

  host(groupId: GroupId): GroupHost | undefined {
    return this.#hosts.get(groupId);
  }

  /** The group, made if there is none; `RESOURCE_EXHAUSTED` if the shard has too many. */
  openHost(groupId: GroupId): GroupHost {
    const known = this.#hosts.get(groupId);
    if (known !== undefined) return known;
    const { maxGroupsPerShard } = this.#options.config;
    if (this.#hosts.size >= maxGroupsPerShard) {
      throw new WeirError(
        'RESOURCE_EXHAUSTED',
        `Shard ${this.shard} has ${maxGroupsPerShard} groups, as many as it may have`,
      );
    }
    return this.#makeHost(groupId, { holdsJoins: false });
  }

  /** Whether groups may have members that the store has lost and that have not come back yet. */
  get isRecovering(): boolean {
    return (this.#recoversUntilMs ?? -Infinity) > this.#options.clock.monotonicMs();
  }

  /**
   * Throws `COORDINATOR_LOAD_IN_PROGRESS` where a group seems to have no members only because those that the
   * store has lost have not come back yet.
   */
  requireMembersKnown({ groupId, group }: GroupHost): void {
    if (group.size > 0 || !group.isAwaited) return;
    throw new WeirError(
      'COORDINATOR_LOAD_IN_PROGRESS',
      `Members of group "${groupId}" may come back yet, as the metadata store has lost it; try again in a minute`,
    );
  }

  /** The group that a member comes back to; `UNKNOWN_MEMBER_ID` if there is none. */
  hostOfMember(groupId: GroupId, memberId: string): GroupHost {
    const host = this.#hosts.get(groupId);
    if (host !== undefined) return host;
    // A group that the store has lost: its members are all that knows of it.
    if (!this.isRecovering) throw unknownMember(memberId);
    return this.openHost(groupId);
  }

  /** Lets go of a group that turned out to have nothing to keep. */
  closeIfEmpty(host: GroupHost): void {
    if (host.isEmpty) this.#forget(host);
  }

  /** Fences all members of a group for good: they must start over. */
  fenceMembers(host: GroupHost): void {
    this.#fences.raise(host.groupId, host.group.highestEpoch);
    host.handle({ kind: 'allFenced' });
  }

  /** Deletes a group without members, and its offsets. */
  deleteHost(host: GroupHost): void {
    this.#fences.raise(host.groupId, host.group.highestEpoch);
    this.#drop(host, 'The group was deleted');
  }

  /** Reads all that the store has of the shard; tries until it succeeds or the shard is stopped. */
  async load(): Promise<void> {
    const { clock, random, logger } = this.#options;
    const backoff = createBackoff({ minMs: 20, maxMs: 500, random });
    const mayWaitUntilMs = clock.monotonicMs() + journalTimeoutMs;
    const { signal } = this.#stop;
    while (!signal.aborted && !this.#isLoaded) {
      try {
        await this.#loadOnce(mayWaitUntilMs);
      } catch (error) {
        logger.warn({ err: toWeirError(error) }, 'Shard does not load, trying again');
        await sleep(clock, backoff.next(), signal).catch(() => undefined);
      }
    }
  }

  topicsChanged(topics: TopicCatalog): void {
    if (!this.#options.isOwned()) return;
    for (const host of this.hosts) host.handle({ kind: 'topicsChanged', topics });
  }

  /** The store was restarted, failed over or restored: it shall hold what is known here, no more, no less. */
  async storeChanged(): Promise<void> {
    if (!this.#isLoaded) return;
    for (const host of this.hosts) host.saveAll();
    const { store, clock, random, logger } = this.#options;
    const { collections } = this.#context;
    const { signal } = this.#stop;
    await removeUnknown({
      ...{ store, collections, writer: this.#writer, clock, random, logger, signal },
      isKnown: {
        groups: (key) => this.#hosts.has(toGroupId(key)),
        members: (key) => {
          const { memberId, groupId } = splitMemberDocumentKey(key);
          return this.#hosts.get(toGroupId(groupId))?.group.member(memberId) !== undefined;
        },
        offsets: (key) => this.#stateOf(key).position !== undefined,
      },
    });
  }

  /** Waits until the journal has all that changed; a journal that does not answer is done without. */
  async whenJournaled(): Promise<void> {
    if (!this.#options.journalLog.exists) return;
    try {
      await this.journal.flush();
    } catch (error) {
      const { logger } = this.#options;
      logger.warn(
        { err: toWeirError(error) },
        'A change is in the store and not in the journal yet',
      );
    }
  }

  /** Stops at once: the shard is lost. */
  stop(error: WeirError): void {
    this.#stop.abort();
    this.#expiry?.cancel();
    this.#recoveryTimer?.cancel();
    this.endSessions(error);
    this.journal.stop();
    this.#bookmark.stop();
    this.#writer.stop(error);
  }

  /** Ends the sessions of all members, who keep what they hold; no member is fenced from here on. */
  endSessions(reason: WeirError): void {
    for (const host of this.#hosts.values()) host.stop(reason);
  }

  /** Ends the sessions, stores what is on its way, and stops. */
  async handOver(reason: WeirError, timeoutMs: number): Promise<void> {
    const { clock } = this.#options;
    this.endSessions(reason);
    const { signal } = this.#stop;
    await Promise.all([
      waitStored(this.#writer, clock, timeoutMs).catch(() => undefined),
      Promise.race([this.whenJournaled(), sleep(clock, timeoutMs, signal).catch(() => undefined)]),
    ]);
    this.stop(reason);
  }

  async #loadOnce(mayWaitUntilMs: number): Promise<void> {
    const { store, config, logger, clock } = this.#options;
    const { defaultAssignor, recoveryMs } = config;
    const { saved, bookmark } = await readShard({
      ...{ store, collections: this.#context.collections, defaultAssignor, logger },
    });
    const journaled = this.#bookmark.load(bookmark);
    const entries = await this.#readJournal(journaled?.offset, mayWaitUntilMs);
    if (this.#stop.signal.aborted) return;
    // From here on members have their time to come back.
    const isIntact = journaled !== undefined;
    this.#recoversUntilMs = isIntact ? undefined : clock.monotonicMs() + recoveryMs;
    this.#fences.learn(entries);
    for (const [groupId, documents] of saved.entries()) this.#restore(groupId, documents);
    this.#merge(entries);
    this.#isLoaded = true;
    this.#noteUnjournaled(entries, journaled?.atMs);
    this.#bookmark.advance({ offset: this.journal.endOffset, atMs: journaled?.atMs ?? 0 });
    this.#recoveryTimer = clock.setTimer(isIntact ? 0 : recoveryMs, () => {
      this.#bookmark.complete();
    });
    for (const host of this.hosts) host.handle({ kind: 'ticked' });
    this.#scheduleExpiry();
    const facts = { groups: this.#hosts.size, token: this.lease.token, isIntact };
    logger.info(facts, 'Shard loaded');
  }

  async #readJournal(
    fromOffset: number | undefined,
    mayWaitUntilMs: number,
  ): Promise<ReadonlyMap<string, JournalEntry>> {
    const { clock, logger } = this.#options;
    try {
      return await this.journal.attach(fromOffset);
    } catch (error) {
      if (fromOffset === undefined || clock.monotonicMs() < mayWaitUntilMs) throw error;
      logger.warn({ err: toWeirError(error) }, 'Shard is served without its journal for now');
      return new Map();
    }
  }

  #restore(groupId: GroupId, { group: document, members, offsets }: SavedDocuments): void {
    const { config, topics, clock, logger } = this.#options;
    // A store that was set back may still have members that a reset has fenced.
    const fencedEpoch = this.#fences.of(groupId);
    const saved = {
      group: this.#above(document, groupId),
      members: members.filter(({ epoch }) => epoch > fencedEpoch),
      recovery: this.#recovery(groupId, { holdsJoins: true }),
    };
    const group = ConsumerGroup.restore(config, topics(), saved, clock.monotonicMs());
    const lost = saved.members.length - group.size;
    if (lost > 0) logger.error({ group: groupId, lost }, 'Members with conflicting documents');
    for (const { memberId } of members) {
      if (group.member(memberId) !== undefined) continue;
      const key = memberDocumentKey(memberId, groupId);
      this.#writer.put(groupId, { collection: this.#context.collections.members, key }, null);
    }
    const committed = new CommittedOffsets(offsets);
    const { emptySinceMs } = document;
    this.#admit(new GroupHost({ groupId, group, offsets: committed, emptySinceMs }, this.#context));
  }

  /** A new group; one that only the journal knows has had members, which may come back. */
  #makeHost(groupId: GroupId, { holdsJoins }: { readonly holdsJoins: boolean }): GroupHost {
    const { config, topics } = this.#options;
    const group = new ConsumerGroup(config, topics(), {
      snapshot: this.#above(emptyGroup(config.defaultAssignor), groupId),
      recovery: this.#recovery(groupId, { holdsJoins }),
    });
    return this.#admit(
      new GroupHost({ groupId, group, offsets: new CommittedOffsets() }, this.#context),
    );
  }

  /** All members of the group from now on have an epoch above those that are fenced for good. */
  #above(snapshot: GroupSnapshot, groupId: GroupId): GroupSnapshot {
    const fencedEpoch = this.#fences.of(groupId);
    const least = fencedEpoch === 0 ? 0 : fencedEpoch + 1;
    return { ...snapshot, groupEpoch: Math.max(snapshot.groupEpoch, least) };
  }

  #createJournal(): ShardJournal {
    const { shard, lease, journalLog, clock, logger, metrics, config, isOwned } = this.#options;
    return new ShardJournal({
      shard,
      token: lease.token,
      log: journalLog,
      clock,
      logger,
      intervalMs: config.journalIntervalMs,
      isOwned,
      stateOf: (documentKey) => this.#stateOf(documentKey),
      keys: () => this.#offsetKeys(),
      size: () => this.hosts.reduce((sum, { offsets }) => sum + offsets.size, 0),
      onReplaced: this.#options.onForfeit,
      metrics,
      onFound: (entries) => {
        this.#fences.learn(entries);
        this.#merge(entries);
      },
      onCovered: (offset, atMs) => {
        this.#bookmark.advance({ offset, atMs });
      },
    });
  }

  /** Takes over what the journal knows better. */
  #merge(entries: ReadonlyMap<string, JournalEntry>): void {
    let found = 0;
    for (const [documentKey, entry] of entries) {
      const { position: known } = this.#stateOf(documentKey);
      const merged = mergeEntry(known, entry);
      if (merged === known) continue;
      const { key, groupId: id } = splitOffsetDocumentKey(documentKey);
      const groupId = toGroupId(id);
      const host = this.#hosts.get(groupId) ?? this.#makeHost(groupId, { holdsJoins: true });
      host.restoreOffset(key, merged);
      found += 1;
    }
    const { logger, metrics } = this.#options;
    metrics.offsetsRestored(found);
    if (found > 0) logger.warn({ offsets: found }, 'Offsets that the store had lost are restored');
  }

  /** Journals what the owner before may not have had the time for. */
  #noteUnjournaled(entries: ReadonlyMap<string, JournalEntry>, journaledAtMs = 0): void {
    for (const { groupId, offsets } of this.#hosts.values()) {
      for (const [key, { committedAtMs, generation, offset }] of offsets.entries()) {
        if (committedAtMs < journaledAtMs - clockDifferenceMs) continue;
        const documentKey = offsetDocumentKey(key, groupId);
        const position = entries.get(documentKey)?.position;
        const isThere = position?.generation === generation && position.offset === offset;
        if (!isThere) this.journal.note(documentKey);
      }
    }
  }

  #stateOf(documentKey: string): OffsetState {
    const { key, groupId: id } = splitOffsetDocumentKey(documentKey);
    const groupId = toGroupId(id);
    const position = this.#hosts.get(groupId)?.offsets.get(key);
    return { position, fencedEpoch: this.#fences.of(groupId) };
  }

  *#offsetKeys(): Generator<string> {
    for (const { groupId, offsets } of this.#hosts.values()) {
      for (const [key] of offsets.entries()) yield offsetDocumentKey(key, groupId);
    }
  }

  #recovery(
    groupId: GroupId,
    { holdsJoins }: { readonly holdsJoins: boolean },
  ): GroupRecovery | undefined {
    const untilMs = this.#recoversUntilMs;
    if (untilMs === undefined || !this.isRecovering) return undefined;
    return { untilMs, holdsJoins, fencedEpoch: this.#fences.of(groupId) };
  }

  #scheduleExpiry(): void {
    const { clock, config, isOwned, metrics, logger } = this.#options;
    const retentionMs = config.offsetsRetentionMinutes * 60_000;
    this.#expiry = clock.setTimer(config.offsetsRetentionCheckMs, () => {
      this.#scheduleExpiry();
      if (!isOwned()) return;
      let expired = 0;
      for (const host of this.hosts) expired += host.expireOffsets(retentionMs);
      metrics.offsetsExpired(expired);
      if (expired > 0) logger.info({ offsets: expired }, 'Old offsets are forgotten');
    });
  }

  #admit(host: GroupHost): GroupHost {
    this.#hosts.set(host.groupId, host);
    return host;
  }

  #forget(host: GroupHost): void {
    if (this.#hosts.get(host.groupId) !== host || this.#stop.signal.aborted) return;
    this.#drop(host, 'Nothing is left of the group');
  }

  #drop(host: GroupHost, why: string): void {
    host.erase();
    host.stop(new WeirError('GROUP_ID_NOT_FOUND', why));
    this.#hosts.delete(host.groupId);
  }
}
