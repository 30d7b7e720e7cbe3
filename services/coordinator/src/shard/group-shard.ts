import {
  type Clock,
  type GroupId,
  invariant,
  type Random,
  sleep,
  toGroupId,
  toWeirError,
  WeirError,
} from '@weir/core';
import { createBackoff, type Logger } from '@weir/runtime';
import type { Lease, MetadataStore, StoredDocument } from '@weir/store';
import type { CoordinatorConfig } from '../coordinator-config.ts';
import type { CoordinatorMetrics } from '../coordinator-metrics.ts';
import { ConsumerGroup, type GroupSnapshot } from '../group/consumer-group.ts';
import type { MemberSnapshot } from '../group/group-member.ts';
import { CommittedOffsets, type CommittedPosition } from '../offsets/committed-offsets.ts';
import {
  decodeGroup,
  decodeMember,
  decodeOffset,
  shardCollections,
  splitMemberDocumentKey,
  splitOffsetDocumentKey,
} from '../store/group-documents.ts';
import { ShardWriter } from '../store/shard-writer.ts';
import { waitStored } from '../store/wait-stored.ts';
import type { PartitionKey } from '../topics/partition-key.ts';
import type { TopicCatalog } from '../topics/topic-catalog.ts';
import { GroupHost, type GroupHostContext } from './group-host.ts';

/** What a shard lives on. */
export interface GroupShardOptions {
  readonly shard: number;
  readonly lease: Lease;
  readonly store: MetadataStore;
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

interface SavedGroup {
  group: GroupSnapshot;
  readonly members: MemberSnapshot[];
  readonly offsets: [PartitionKey, CommittedPosition][];
}

/**
 * The groups of one shard, for as long as this coordinator holds its lease.
 *
 * Invariants:
 *   - No group is served before all that the store has of the shard is loaded.
 *   - Once stopped it changes nothing.
 * Tests: `coordinator.test.ts`, `coordinator-shards.test.ts`.
 */
export class GroupShard {
  readonly shard: number;
  readonly lease: Lease;
  readonly #options: GroupShardOptions;
  readonly #hosts = new Map<GroupId, GroupHost>();
  readonly #writer: ShardWriter;
  readonly #context: GroupHostContext;
  readonly #stop = new AbortController();
  #isLoaded = false;

  constructor(options: GroupShardOptions) {
    const { shard, lease, store, clock, random, metrics, isOwned } = options;
    const logger = options.logger.child({ shard });
    this.shard = shard;
    this.lease = lease;
    this.#options = { ...options, logger };
    this.#writer = new ShardWriter({
      store,
      fence: { lease: lease.name, token: lease.token },
      clock,
      backoff: createBackoff({ minMs: 20, maxMs: 500, random }),
      logger,
      onFenced: options.onForfeit,
    });
    this.#context = {
      collections: shardCollections(shard),
      writer: this.#writer,
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
    const { config, topics } = this.#options;
    const group = new ConsumerGroup(config, topics());
    return this.#admit(
      new GroupHost({ groupId, group, offsets: new CommittedOffsets() }, this.#context),
    );
  }

  /** Lets go of a group that turned out to have nothing to keep. */
  closeIfEmpty(host: GroupHost): void {
    if (host.isEmpty) this.#forget(host);
  }

  /** Deletes a group and its offsets. */
  deleteHost(host: GroupHost): void {
    host.erase();
    host.stop(new WeirError('GROUP_ID_NOT_FOUND', 'The group was deleted'));
    this.#hosts.delete(host.groupId);
  }

  /** Reads all that the store has of the shard; tries until it succeeds or the shard is stopped. */
  async load(): Promise<void> {
    const { clock, random, logger } = this.#options;
    const backoff = createBackoff({ minMs: 20, maxMs: 500, random });
    const { signal } = this.#stop;
    while (!signal.aborted && !this.#isLoaded) {
      try {
        await this.#loadOnce();
      } catch (error) {
        logger.warn({ err: toWeirError(error) }, 'Shard does not load, trying again');
        await sleep(clock, backoff.next(), signal).catch(() => undefined);
      }
    }
  }

  topicsChanged(topics: TopicCatalog): void {
    for (const host of this.hosts) host.handle({ kind: 'topicsChanged', topics });
  }

  /** Stops at once: the shard is lost. */
  stop(error: WeirError): void {
    this.#stop.abort();
    for (const host of this.#hosts.values()) host.stop(error);
    this.#writer.stop(error);
  }

  /** Ends the sessions, stores what is on its way, and stops. */
  async handOver(reason: WeirError, timeoutMs: number): Promise<void> {
    for (const host of this.#hosts.values()) host.stop(reason);
    await waitStored(this.#writer, this.#options.clock, timeoutMs).catch(() => undefined);
    this.stop(reason);
  }

  async #loadOnce(): Promise<void> {
    const { store, config, topics, clock, logger } = this.#options;
    const { groups, members, offsets } = this.#context.collections;
    const [groupDocuments, memberDocuments, offsetDocuments] = await Promise.all(
      [groups, members, offsets].map((collection) => store.readAll(collection)),
    );
    if (this.#stop.signal.aborted) return;
    invariant(
      groupDocuments !== undefined &&
        memberDocuments !== undefined &&
        offsetDocuments !== undefined,
      'three collections are read',
    );
    const saved = new SavedGroups(config.defaultAssignor);
    this.#decodeAll(groups, groupDocuments, (key, text) => {
      saved.of(toGroupId(key)).group = decodeGroup(text);
    });
    this.#decodeAll(members, memberDocuments, (key, text) => {
      const { memberId, groupId } = splitMemberDocumentKey(key);
      saved.of(toGroupId(groupId)).members.push(decodeMember(memberId, text));
    });
    this.#decodeAll(offsets, offsetDocuments, (documentKey, text) => {
      const { key, groupId } = splitOffsetDocumentKey(documentKey);
      saved.of(toGroupId(groupId)).offsets.push([key, decodeOffset(text)]);
    });
    const nowMs = clock.monotonicMs();
    for (const [groupId, entry] of saved.entries()) {
      const group = ConsumerGroup.restore(config, topics(), entry, nowMs);
      const lost = entry.members.length - group.size;
      if (lost > 0) logger.error({ group: groupId, lost }, 'Members with conflicting documents');
      const committed = new CommittedOffsets(entry.offsets);
      this.#admit(new GroupHost({ groupId, group, offsets: committed }, this.#context));
    }
    this.#isLoaded = true;
    for (const host of this.hosts) host.handle({ kind: 'ticked' });
    logger.info({ groups: this.#hosts.size, token: this.lease.token }, 'Shard loaded');
  }

  /** A document that does not decode is left out, not a reason to have no shard. */
  #decodeAll(
    collection: string,
    documents: ReadonlyMap<string, StoredDocument>,
    decode: (key: string, text: string) => void,
  ): void {
    for (const [key, { value, version }] of documents) {
      this.#writer.learn({ collection, key }, version);
      try {
        decode(key, value);
      } catch (error) {
        this.#options.logger.error({ collection, key, err: error }, 'Document does not decode');
      }
    }
  }

  #admit(host: GroupHost): GroupHost {
    this.#hosts.set(host.groupId, host);
    return host;
  }

  #forget(host: GroupHost): void {
    if (this.#hosts.get(host.groupId) !== host || this.#stop.signal.aborted) return;
    host.erase();
    this.#hosts.delete(host.groupId);
  }
}

/** What the documents say of each group; a group is known by any of them. */
class SavedGroups {
  readonly #assignor: string;
  readonly #groups = new Map<GroupId, SavedGroup>();

  constructor(assignor: string) {
    this.#assignor = assignor;
  }

  of(groupId: GroupId): SavedGroup {
    const known = this.#groups.get(groupId);
    if (known !== undefined) return known;
    const group = { groupEpoch: 0, assignor: this.#assignor, nextJoinNumber: 0 };
    const created: SavedGroup = { group, members: [], offsets: [] };
    this.#groups.set(groupId, created);
    return created;
  }

  entries(): IterableIterator<[GroupId, SavedGroup]> {
    return this.#groups.entries();
  }
}
