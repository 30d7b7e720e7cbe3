import { setImmediate } from 'node:timers/promises';
import { ManualClock, toGroupId, toOffset, WeirError } from '@weir/core';
import { createLogger } from '@weir/runtime';
import {
  catalogOf,
  groupConfig,
  ordersId,
  subscriptionOf,
} from '../group/consumer-group.fixture.ts';
import { ConsumerGroup } from '../group/consumer-group.ts';
import { CommittedOffsets } from '../offsets/committed-offsets.ts';
import type { OffsetAnswer, OffsetQuestion } from '../offsets/log-offsets.ts';
import type { HostedGroup } from '../shard/group-host.ts';
import { type PartitionKey, partitionKey, splitPartitionKey } from '../topics/partition-key.ts';
import { LagMonitor, type LagMonitorOptions } from './lag-monitor.ts';

/** A line of the log, as far as tests look. */
export interface LogLine {
  readonly level: number;
  readonly msg: string;
}

/** Two partitions of "orders", their leader, groups, and a monitor of them, all by a manual clock. */
export class LagWorld {
  readonly clock = new ManualClock();
  readonly lines: LogLine[] = [];
  /** Ends of the logs by partition; one that is not here has no leader. */
  readonly ends = new Map([
    [0, 100],
    [1, 100],
  ]);
  hosts: HostedGroup[] = [];
  questions: OffsetQuestion[] = [];
  stuckEvents = 0;
  /** Runs while the leader is asked. */
  onAsk: () => Promise<void> = () => Promise.resolve();
  readonly monitor: LagMonitor;

  constructor(options: Partial<LagMonitorOptions> = {}) {
    const catalog = catalogOf(2);
    this.monitor = new LagMonitor({
      hosts: () => this.hosts,
      logOffsets: { ask: (questions) => this.#answer(questions) },
      topics: () => catalog,
      clock: this.clock,
      logger: createLogger({
        service: 'test',
        destination: { write: (line) => this.lines.push(JSON.parse(line) as LogLine) },
      }),
      leaderTimeoutMs: 1000,
      stuckConsumerMs: 30_000,
      onStuck: () => {
        this.stuckEvents += 1;
      },
      ...options,
    });
  }

  /** A group of these members; the first ones get the partitions. */
  addGroup(name: string, ...members: string[]): HostedGroup {
    const group = new ConsumerGroup(groupConfig, catalogOf(2));
    const host = { groupId: toGroupId(name), group, offsets: new CommittedOffsets() };
    for (const memberId of members) this.join(host, memberId);
    this.hosts.push(host);
    return host;
  }

  /** A member that is never fenced for its silence. */
  join({ group }: HostedGroup, memberId: string): void {
    const subscription = subscriptionOf({
      sessionTimeoutMs: 3_600_000,
      rebalanceTimeoutMs: 3_600_000,
    });
    group.handle({ kind: 'joined', memberId, subscription }, this.clock.monotonicMs());
  }

  leave({ group }: HostedGroup, memberId: string): void {
    group.handle({ kind: 'left', memberId }, this.clock.monotonicMs());
  }

  commit({ offsets }: HostedGroup, partition: number, offset: number): void {
    offsets.commit(keyOf(partition), {
      topic: 'orders',
      offset: toOffset(offset),
      leaderEpoch: undefined,
      metadata: '',
      committedAtMs: this.clock.nowMs(),
    });
  }

  /** So many seconds, and a round in each; `each` runs before each of them. */
  async pass(seconds: number, each: () => void = () => undefined): Promise<void> {
    for (let second = 0; second < seconds; second += 1) {
      each();
      this.clock.advanceBy(1000);
      await setImmediate();
    }
  }

  grow(partition: number, records: number): void {
    this.ends.set(partition, (this.ends.get(partition) ?? 0) + records);
  }

  async #answer(questions: readonly OffsetQuestion[]): Promise<OffsetAnswer[]> {
    this.questions = [...questions];
    await this.onAsk();
    return questions.map(({ key, spec }) => {
      const end = this.ends.get(splitPartitionKey(key).partition);
      if (end === undefined) {
        return { ok: false, error: new WeirError('LEADER_NOT_AVAILABLE', 'No leader') };
      }
      return { ok: true, offset: spec === 'OFFSET_SPEC_EARLIEST' ? 40 : end, leaderEpoch: 1 };
    });
  }
}

/** A partition of "orders". */
export function keyOf(partition: number): PartitionKey {
  return partitionKey(ordersId, partition);
}
