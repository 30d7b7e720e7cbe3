import { type Clock, invariant, sleep } from '@weir/core';
import type { Logger } from '@weir/runtime';
import type { LogOffsets, OffsetAnswer, OffsetQuestion } from '../offsets/log-offsets.ts';
import type { HostedGroup } from '../shard/group-host.ts';
import { type PartitionKey, splitPartitionKey } from '../topics/partition-key.ts';
import type { TopicCatalog } from '../topics/topic-catalog.ts';
import {
  type GroupLag,
  type PartitionLag,
  type PartitionStanding,
  toGroupLag,
} from './group-lag.ts';
import { LogEnds, type LogRange } from './log-ends.ts';
import { ProgressTable } from './progress-table.ts';
import type { StuckChange } from './stuck-detector.ts';
import {
  holderName,
  holderOf,
  partitionsOf,
  type WatchedPartition,
  watchPartitions,
} from './watched-partition.ts';

const intervalMs = 1_000;
/** A leader may miss some turns before its log ends count as unknown. */
const missedMs = 5_000;
const defaultMaxPartitions = 100_000;
const defaultPartitionsPerTurn = 10_000;

/** What the monitor works with. */
export interface LagMonitorOptions {
  /** The groups that this coordinator serves now. */
  readonly hosts: () => readonly HostedGroup[];
  readonly logOffsets: Pick<LogOffsets, 'ask'>;
  readonly topics: () => TopicCatalog;
  readonly clock: Clock;
  readonly logger: Logger;
  /** How long a round waits for the leaders. */
  readonly leaderTimeoutMs: number;
  readonly stuckConsumerMs: number;
  /** A partition became stuck. */
  readonly onStuck: () => void;
  /** Partitions that are watched, at most, each counted for each of its groups. */
  readonly maxPartitions?: number;
  /** Of which so many at once; with more than that, each is asked about less often. */
  readonly partitionsPerTurn?: number;
}

/**
 * Knows how far every group is behind: asks the leaders each second for the ends of the logs that
 * groups read or have committed to, takes positions from members, and tells of stuck partitions.
 *
 * A turn begins a second after the last one ended, and takes up to 10,000 partitions; those of more
 * than that take turns, so that the cost does not grow. Without groups nobody is asked.
 * Tests: `lag-monitor.test.ts`.
 */
export class LagMonitor {
  readonly #options: LagMonitorOptions;
  readonly #maxPartitions: number;
  readonly #perTurn: number;
  readonly #ends = new LogEnds();
  readonly #progress: ProgressTable;
  readonly #stop = new AbortController();
  #loop: Promise<void> | undefined;
  /** What is left of this round, in which everything has one turn. */
  #waiting: readonly WatchedPartition[] = [];
  #isFull = false;

  constructor(options: LagMonitorOptions) {
    this.#options = options;
    this.#maxPartitions = options.maxPartitions ?? defaultMaxPartitions;
    this.#perTurn = options.partitionsPerTurn ?? defaultPartitionsPerTurn;
    this.#progress = new ProgressTable(options.stuckConsumerMs);
  }

  /** Number of logs whose ends are remembered. */
  get size(): number {
    return this.#ends.size;
  }

  /** Begins to watch. */
  start(): void {
    invariant(this.#loop === undefined, 'the monitor starts once');
    this.#loop = this.#run();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#loop;
  }

  /** A member says where it stands; what it does not own is passed over. */
  tell(host: HostedGroup, memberId: string, positions: ReadonlyMap<PartitionKey, number>): void {
    const owned = host.group.member(memberId)?.owned;
    const nowMs = this.#options.clock.monotonicMs();
    for (const [key, position] of positions) {
      const epoch = owned?.get(key);
      if (epoch === undefined) continue;
      const progress = this.#progress.open(host.groupId, key);
      progress.tell(holderName(memberId, epoch), position, nowMs);
    }
  }

  /** Takes what a leader said, for another reason, of a log that a group reads. */
  learn(key: PartitionKey, range: LogRange): void {
    this.#ends.learn(key, range, this.#options.clock.monotonicMs());
  }

  /** Where a group stands in a partition, as of what was learned last. */
  partition(host: HostedGroup, key: PartitionKey): PartitionStanding {
    const nowMs = this.#options.clock.monotonicMs();
    const progress = this.#progress.get(host.groupId, key);
    return {
      ...this.#lag(host, key, nowMs),
      position: progress?.toldPosition(holderOf(host.group, key)),
      appendedPerSecond: this.#ends.appendedPerSecond(key, nowMs),
      consumedPerSecond: progress?.consumedPerSecond(nowMs),
      stuckMs: progress?.stuckMs(nowMs),
    };
  }

  /** How far a group is behind, as of what was learned last. */
  group(host: HostedGroup): GroupLag {
    const nowMs = this.#options.clock.monotonicMs();
    const partitions = Array.from(partitionsOf(host), (key) => ({
      key,
      topic: this.#topicName(host, key),
      committedOffset: host.offsets.get(key)?.offset,
      ...this.#lag(host, key, nowMs),
    }));
    return toGroupLag({ groupId: host.groupId, members: host.group.size }, partitions);
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      await sleep(this.#options.clock, intervalMs, signal).catch(() => undefined);
      if (!signal.aborted) await this.#turn();
    }
  }

  async #turn(): Promise<void> {
    const { hosts, clock } = this.#options;
    if (this.#waiting.length === 0) this.#waiting = this.#beginRound();
    const watched = this.#waiting.slice(0, this.#perTurn);
    this.#waiting = this.#waiting.slice(this.#perTurn);
    if (watched.length === 0) return;
    await this.#ask(watched);
    if (this.#stop.signal.aborted) return;
    // Shards and groups may have gone since the round began.
    const served = new Set(hosts());
    const nowMs = clock.monotonicMs();
    for (const { host, key } of watched) {
      if (served.has(host)) this.#observe(host, key, nowMs);
    }
  }

  /** Chooses what to watch, and forgets all else. */
  #beginRound(): readonly WatchedPartition[] {
    const hosts = this.#options.hosts();
    if (hosts.length === 0 && this.#progress.isEmpty && this.#ends.size === 0) return [];
    const watched = watchPartitions(hosts, this.#maxPartitions);
    const turns = Math.max(1, Math.ceil(watched.length / this.#perTurn));
    const roundMs = turns * (intervalMs + this.#options.leaderTimeoutMs);
    this.#ends.keep(new Set(watched.map(({ key }) => key)), roundMs + missedMs);
    this.#progress.keep(watched);
    const isFull = watched.length === this.#maxPartitions;
    if (isFull && !this.#isFull) {
      this.#options.logger.warn(
        { maxPartitions: this.#maxPartitions },
        'Groups read as many partitions as are watched: the lag of more is not known',
      );
    }
    this.#isFull = isFull;
    return watched;
  }

  async #ask(watched: readonly WatchedPartition[]): Promise<void> {
    const { logOffsets, leaderTimeoutMs, clock } = this.#options;
    const keys = [...new Set(watched.map(({ key }) => key))];
    const atStart = watched.filter((partition) => this.#isAtStart(partition));
    const starts = [...new Set(atStart.map(({ key }) => key))];
    const questions: OffsetQuestion[] = [
      ...keys.map((key) => ({ key, spec: 'OFFSET_SPEC_LATEST' as const })),
      ...starts.map((key) => ({ key, spec: 'OFFSET_SPEC_EARLIEST' as const })),
    ];
    const answers = await logOffsets.ask(questions, leaderTimeoutMs);
    const nowMs = clock.monotonicMs();
    const startByKey = new Map(
      starts.map((key, index) => [key, offsetOf(answers[keys.length + index])]),
    );
    for (const [index, key] of keys.entries()) {
      const highWatermark = offsetOf(answers[index]);
      this.#ends.learn(key, { highWatermark, logStartOffset: startByKey.get(key) }, nowMs);
    }
  }

  /** Whether the member stands at the log start, for all that is known. */
  #isAtStart({ host: { groupId, group, offsets }, key }: WatchedPartition): boolean {
    if (offsets.get(key) !== undefined) return false;
    const holder = holderOf(group, key);
    if (holder === undefined) return false;
    return this.#progress.get(groupId, key)?.toldPosition(holder) === undefined;
  }

  #observe(host: HostedGroup, key: PartitionKey, nowMs: number): void {
    const { groupId, group, offsets } = host;
    const progress = this.#progress.open(groupId, key);
    const sight = {
      holder: holderOf(group, key),
      committedOffset: offsets.get(key)?.offset,
      ...this.#ends.range(key, nowMs),
    };
    const change = progress.observe(sight, nowMs);
    if (change === undefined) return;
    this.#report(change, {
      group: groupId,
      topic: this.#topicName(host, key),
      partition: splitPartitionKey(key).partition,
      memberId: group.ownerOf(key),
      position: progress.position,
      highWatermark: sight.highWatermark,
    });
  }

  #report(change: StuckChange, facts: Readonly<Record<string, unknown>>): void {
    const { logger, onStuck } = this.#options;
    const fields = { ...facts, stillMs: Math.round(change.stillMs) };
    if (change.kind === 'recovered') {
      logger.info({ ...fields, reason: change.reason }, 'Partition is no longer stuck');
      return;
    }
    onStuck();
    logger.warn(fields, 'Partition is stuck: its member takes none of the records that are there');
  }

  #lag({ groupId, offsets }: HostedGroup, key: PartitionKey, nowMs: number): PartitionLag {
    const isStuck = this.#progress.get(groupId, key)?.isStuck === true;
    const { highWatermark } = this.#ends.range(key, nowMs);
    const committed = offsets.get(key)?.offset;
    if (highWatermark === undefined || committed === undefined) {
      return { lag: undefined, lagMs: undefined, isStuck };
    }
    const lag = Math.max(0, highWatermark - committed);
    return { lag, lagMs: lag === 0 ? 0 : this.#ends.ageMs(key, committed, nowMs), isStuck };
  }

  #topicName({ offsets }: HostedGroup, key: PartitionKey): string {
    const topic = this.#options.topics().topicById(splitPartitionKey(key).topicId);
    return topic?.name ?? offsets.get(key)?.topic ?? '';
  }
}

function offsetOf(answer: OffsetAnswer | undefined): number | undefined {
  return answer?.ok === true ? answer.offset : undefined;
}
