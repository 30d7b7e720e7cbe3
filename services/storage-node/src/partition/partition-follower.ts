import { type LeaderEpoch, type Offset, toWeirError } from '@weir/core';
import type { ReplicaConfig as WireConfig, ReplicaData, ReplicaJoinReply } from '@weir/protos';
import type { Logger } from '@weir/runtime';

import type { PartitionLog } from '../log/partition-log.ts';
import type { EpochEntry } from '../replication/epoch-history.ts';
import type { FollowerAcknowledgement } from '../replication/follower-state.ts';
import { type ReplicaConfig, toReplicaSet } from '../replication/replica-config.ts';
import type { ImmediateEffect } from '../replication/replica-effect.ts';
import { checkReplicatedBatches } from './check-batches.ts';
import type { ReplicationObserver } from '../streams/replication-observer.ts';
import type { ReplicaDriver } from './replica-driver.ts';
import type { ReplicaKey } from './replica-store.ts';
import type { FollowerEndpoint, FollowerLinks } from './replication-ports.ts';

const acknowledgeAfterBytes = 1024 * 1024;

/** What the following half of a partition works with. */
export interface PartitionFollowerOptions {
  readonly key: ReplicaKey;
  readonly driver: ReplicaDriver;
  readonly log: PartitionLog;
  readonly links: FollowerLinks;
  readonly observer: ReplicationObserver;
  readonly logger: Logger;
}

/** The effects that only a follower has. */
export type FollowerEffect = Extract<
  ImmediateEffect,
  {
    readonly kind:
      | 'followedNow'
      | 'followedNoMore'
      | 'join'
      | 'start'
      | 'acknowledge'
      | 'sessionBroken'
      | 'append'
      | 'moveLogStart';
  }
>;

/**
 * The following half of a partition: what the leader's node sends becomes events of the core, and the
 * core's effects go to the log and to the link.
 */
export class PartitionFollower implements FollowerEndpoint {
  readonly key: ReplicaKey;
  readonly #driver: ReplicaDriver;
  readonly #log: PartitionLog;
  readonly #links: FollowerLinks;
  readonly #observer: ReplicationObserver;
  readonly #logger: Logger;
  #bytesSinceAcknowledgement = 0;
  #lastBreak = { reason: '', logEndOffset: -1 };

  constructor(options: PartitionFollowerOptions) {
    this.key = options.key;
    this.#driver = options.driver;
    this.#log = options.log;
    this.#links = options.links;
    this.#observer = options.observer;
    this.#logger = options.logger;
  }

  get acknowledgement(): FollowerAcknowledgement | undefined {
    this.#bytesSinceAcknowledgement = 0;
    return this.#driver.replica.acknowledgement;
  }

  connected(session: number): void {
    this.#driver.run(this.#driver.replica.connected(session));
  }

  disconnected(): void {
    this.#driver.replica.disconnected();
  }

  joinReplied(reply: ReplicaJoinReply): void {
    const { replica } = this.#driver;
    try {
      this.#driver.run(
        replica.joinReplied({
          session: reply.session,
          leaderEpoch: reply.leaderEpoch as LeaderEpoch,
          epochs: reply.epochs.map(toEntry),
          logStartOffset: reply.logStartOffset as Offset,
          logEndOffset: reply.logEndOffset as Offset,
          highWatermark: reply.highWatermark as Offset,
          config: toConfig(reply.config),
        }),
      );
    } catch (error) {
      this.#refuse(reply.session, error);
    }
  }

  received(data: ReplicaData): void {
    const { replica } = this.#driver;
    const baseOffset = data.baseOffset as Offset;
    try {
      const run = checkReplicatedBatches(data.batches, baseOffset);
      this.#driver.run(
        replica.received({
          ...run,
          session: data.session,
          baseOffset,
          epochs: data.epochs.map(toEntry),
          batches: data.batches,
          highWatermark: data.highWatermark as Offset,
          logStartOffset: data.logStartOffset as Offset,
        }),
      );
    } catch (error) {
      this.#refuse(data.session, error);
    }
  }

  whenWritable(): Promise<void> | undefined {
    return this.#log.isSaturated ? this.#log.whenWritable() : undefined;
  }

  /** Leaves the link. */
  detach(): void {
    this.#links.detach(this);
  }

  /** Carries out what the core, as a follower, asks for. */
  carryOut(effect: FollowerEffect): void {
    switch (effect.kind) {
      case 'followedNow':
        this.#logger.debug({ leader: effect.leader }, 'follows');
        this.#links.attach(this, effect.leader, effect.leaderAddress);
        break;
      case 'followedNoMore':
        this.detach();
        break;
      case 'join':
        this.#links.join(this, effect.session, effect.vote);
        break;
      case 'start':
        this.#links.start(this, effect);
        break;
      case 'acknowledge':
        this.#links.acknowledge(this);
        break;
      case 'sessionBroken':
        this.#logBreak(effect.reason);
        this.#links.rejoin(this, effect.session);
        break;
      case 'append':
        this.#append(effect.session, effect.batches);
        break;
      case 'moveLogStart':
        void this.#moveLogStart(effect.logStartOffset);
        break;
    }
  }

  /** A warning for each reason, until more is written: after growing pauses it is met again and again. */
  #logBreak(reason: string): void {
    const { logEndOffset } = this.#log;
    const isKnown =
      reason === this.#lastBreak.reason && logEndOffset === this.#lastBreak.logEndOffset;
    this.#logger[isKnown ? 'debug' : 'warn']({ reason }, 'replication session broken');
    this.#lastBreak = { reason, logEndOffset };
  }

  #append(session: number, batches: readonly Buffer[]): void {
    try {
      this.#log.append(batches);
    } catch (error) {
      this.#refuse(session, error);
      return;
    }
    this.#driver.run(this.#driver.replica.appended(this.#log.appendedOffset));
    const bytes = batches.reduce((sum, batch) => sum + batch.length, 0);
    this.#observer.replicatedIn(bytes);
    // What is written, or synced, is acknowledged anyway; before that only to keep the window open.
    this.#bytesSinceAcknowledgement += bytes;
    if (this.#bytesSinceAcknowledgement >= acknowledgeAfterBytes) this.#links.acknowledge(this);
  }

  async #moveLogStart(logStartOffset: Offset): Promise<void> {
    const target = Math.min(logStartOffset, this.#log.logEndOffset) as Offset;
    if (target <= this.#log.logStartOffset) return;
    try {
      await this.#driver.withLog(() => this.#log.deleteTo(target, 'leader'));
      this.#driver.run(this.#driver.replica.trimEpochs());
    } catch (error) {
      this.#logger.warn({ err: error }, 'log start could not be moved');
    }
  }

  /** Ends the session: what came in it cannot be appended. */
  #refuse(session: number, error: unknown): void {
    const { replica } = this.#driver;
    this.#driver.run(replica.appendRefused(session, toWeirError(error).message));
  }
}

/** A replica config as it comes from the wire; `INVALID_REQUEST` for none. */
function toConfig(config: WireConfig | null): ReplicaConfig {
  const sets = (config?.sets ?? []).map((set) => toReplicaSet(set));
  return {
    sets: sets.length > 0 ? sets : [toReplicaSet(undefined)],
    offset: config?.offset ?? -1,
    leaderEpoch: (config?.leaderEpoch ?? 0) as LeaderEpoch,
  };
}

function toEntry(entry: {
  readonly leaderEpoch: number;
  readonly startOffset: number;
}): EpochEntry {
  return { epoch: entry.leaderEpoch as LeaderEpoch, startOffset: entry.startOffset as Offset };
}
