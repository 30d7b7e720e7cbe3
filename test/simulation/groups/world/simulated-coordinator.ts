import { type Clock, SeededRandom, toGroupId, WeirError } from '@weir/core';
import {
  CommitRange,
  commitOffsets,
  type CoordinatorConfig,
  defaultCoordinatorConfig,
  deleteGroup,
  fetchOffsets,
  type GroupHost,
  GroupShard,
  type JournalLog,
  JoinStream,
  LagMonitor,
  type LogOffsets,
  noMetrics,
  type OperationsContext,
  resetOffsets,
  ShardLeases,
  ShardTable,
  TopicTracker,
} from '@weir/coordinator/cores';
import type {
  CommitOffsetsRequest,
  DeleteGroupRequest,
  FetchOffsetsRequest,
  ResetOffsetsRequest,
} from '@weir/protos';
import { type Logger, MetadataView, unrestrictedCaller } from '@weir/runtime';
import type { Lease } from '@weir/store';
import { SimulatedProcess } from '../../world/simulated-process.ts';
import type { SimulatedRedis } from '../../world/simulated-redis.ts';
import { StoreClient } from '../../world/store-client.ts';
import { coordinatorLogger } from './coordinator-logger.ts';
import type { GroupsWorld } from './groups-world.ts';
import type { ServeJoin, StreamEnd } from './join-connection.ts';
import { SimulatedLogOffsets } from './simulated-log-offsets.ts';

/** What a simulated coordinator is made of. */
export interface SimulatedCoordinatorOptions {
  readonly world: GroupsWorld;
  readonly name: string;
  readonly shardCount: number;
  readonly config: Partial<CoordinatorConfig>;
  readonly storeProcess: SimulatedProcess;
  readonly master: () => SimulatedRedis;
  /** This coordinator's way to the journal; asked for in each life. */
  readonly journalLog: (process: SimulatedProcess) => JournalLog;
}

/** The calls of a coordinator, beside streams. */
export interface CoordinatorCalls {
  readonly commitOffsets: CommitOffsetsRequest;
  readonly fetchOffsets: FetchOffsetsRequest;
  readonly resetOffsets: ResetOffsetsRequest;
  readonly deleteGroup: DeleteGroupRequest;
}

/** One life of a coordinator. */
interface Life {
  readonly clock: Clock;
  readonly random: SeededRandom;
  readonly logger: Logger;
  readonly store: StoreClient;
  readonly view: MetadataView;
  readonly topics: TopicTracker;
  readonly shards: ShardTable;
  readonly context: OperationsContext & { readonly random: SeededRandom };
  readonly journalLog: JournalLog;
  leases: ShardLeases | undefined;
  isStopping: boolean;
}

/**
 * A coordinator process: what `Coordinator` does, put together of the same parts, without a server and
 * without a session with the controller.
 */
export class SimulatedCoordinator {
  readonly process: SimulatedProcess;
  readonly #options: SimulatedCoordinatorOptions;
  readonly #config: CoordinatorConfig;
  #life: Life | undefined;

  constructor(options: SimulatedCoordinatorOptions) {
    const { world, name, config } = options;
    this.#options = options;
    this.#config = { ...defaultCoordinatorConfig, ...config };
    this.process = new SimulatedProcess(name, world.queue, { usesPromises: true });
  }

  get address(): string {
    return `${this.process.name}:1`;
  }

  /** The group if it is served here now. */
  hostOf(groupId: string): GroupHost | undefined {
    try {
      const id = toGroupId(groupId);
      return this.#life?.shards.require(id).host(id);
    } catch {
      return undefined;
    }
  }

  start(): void {
    const { world } = this.#options;
    this.process.start();
    world.trace.note(this.process.name, 'starts');
    const life = this.#createLife();
    this.#life = life;
    this.process.schedule(0, () => {
      this.#begin(life);
    });
  }

  /** Ends at once, without a word. */
  kill({ isMachine = false } = {}): void {
    if (!this.process.isUp) return;
    const { trace, connections } = this.#options.world;
    trace.note(this.process.name, isMachine ? 'dies with its machine' : 'dies');
    this.process.stop();
    this.#life = undefined;
    for (const connection of [...connections]) {
      if (connection.isOf(this.process)) connection.died(this.process, { isMachine });
    }
  }

  /** Hands everything over, then ends; `done` is called at its end. */
  stop(done: () => void): void {
    const life = this.#life;
    if (life === undefined || life.isStopping || !this.process.isUp) return;
    this.#options.world.trace.note(this.process.name, 'stops');
    life.isStopping = true;
    this.process.schedule(0, () => {
      const { shards } = life;
      shards.close();
      for (const shard of shards.all()) shard.endSessions(shards.movedAway(shard.shard));
      void this.#handOver(life, done);
    });
  }

  async #handOver(life: Life, done: () => void): Promise<void> {
    await life.leases?.stop();
    life.topics.stop();
    this.process.schedule(20, () => {
      if (this.#life === life) done();
    });
  }

  /** Serves a Join stream; as `ServeJoin`. */
  readonly serve: ServeJoin = async (stream: StreamEnd, signal: AbortSignal) => {
    const life = this.#requireLife();
    const served = stream as unknown as ConstructorParameters<typeof JoinStream>[0];
    const context = { ...life.context, caller: unrestrictedCaller };
    await new JoinStream(served, context).run(signal);
  };

  /** Carries out a call. */
  async call<Name extends keyof CoordinatorCalls>(
    name: Name,
    request: CoordinatorCalls[Name],
  ): Promise<object> {
    const { context } = this.#requireLife();
    switch (name) {
      case 'commitOffsets':
        return commitOffsets(context, request as CommitOffsetsRequest, unrestrictedCaller);
      case 'fetchOffsets':
        return fetchOffsets(context, request as FetchOffsetsRequest, unrestrictedCaller);
      case 'resetOffsets':
        return resetOffsets(context, request as ResetOffsetsRequest, unrestrictedCaller);
      default:
        return deleteGroup(context, request, unrestrictedCaller);
    }
  }

  #requireLife(): Life {
    if (this.#life !== undefined) return this.#life;
    throw new WeirError('UNAVAILABLE', 'The coordinator is down');
  }

  #createLife(): Life {
    const { world, storeProcess, master, journalLog } = this.#options;
    const { process } = this;
    const clock = process.clock();
    const random = new SeededRandom(world.random.nextSafeInteger());
    const view = new MetadataView();
    const shards = new ShardTable();
    const topics = new TopicTracker(view, (catalog) => {
      for (const shard of shards.all()) if (shard.isLoaded) shard.topicsChanged(catalog);
    });
    const logOffsets = new SimulatedLogOffsets(world, process) as unknown as LogOffsets;
    const timeoutMs = this.#config.commitCheckTimeoutMs;
    const logger = coordinatorLogger(world, {
      name: process.name,
      topicsVersion: () => view.version,
      owns: (shard) => this.#life?.leases?.owns(shard) === true,
    });
    const lag = new LagMonitor({
      ...{ hosts: () => shards.hosts(), logOffsets, topics: () => topics.catalog, clock, logger },
      leaderTimeoutMs: this.#config.leaderTimeoutMs,
      stuckConsumerMs: this.#config.stuckConsumerMs,
      onStuck: () => undefined,
    });
    return {
      ...{ clock, random, view, topics, shards, leases: undefined, isStopping: false },
      logger,
      journalLog: journalLog(process),
      store: new StoreClient({ process, network: world.network, storeProcess, master }),
      context: {
        ...{ coordinatorId: process.name, shards, logOffsets, lag, clock, random },
        topics: () => topics.catalog,
        commitRange: new CommitRange({ logOffsets, clock, timeoutMs }),
        ...{ config: this.#config, metrics: noMetrics },
      },
    };
  }

  /** As `Coordinator.start`, with the metadata at hand. */
  #begin(life: Life): void {
    const { world, shardCount } = this.#options;
    life.topics.start();
    world.topics.follow(this.process, life.view);
    const leases = new ShardLeases({
      ...{ store: life.store, clock: life.clock, logger: life.logger, shardCount },
      ...{ coordinatorId: this.process.name, address: this.address },
      ttlMs: this.#config.leaseTtlMs,
      onAcquired: (shard, lease) => {
        void this.#serveShard(life, shard, lease);
      },
      onLost: (shard) => {
        this.#lose(life, shard);
      },
      onReleasing: (shard) => this.#release(life, shard),
      onStoreChanged: () => {
        for (const shard of life.shards.all()) void shard.storeChanged();
      },
    });
    life.leases = leases;
    life.shards.open(leases, shardCount);
    leases.start();
  }

  async #serveShard(life: Life, number: number, lease: Lease): Promise<void> {
    const { shards, store, clock, random, logger, topics, journalLog } = life;
    const shard = new GroupShard({
      ...{ shard: number, lease, store, clock, random, logger },
      ...{ metrics: noMetrics, config: this.#config, journalLog },
      topics: () => topics.catalog,
      isOwned: () => life.leases?.owns(number) === true,
      onForfeit: () => {
        if (shards.get(number) === shard) life.leases?.forfeit(number);
      },
    });
    shards.get(number)?.stop(shards.movedAway(number));
    shards.add(shard);
    await shard.load();
  }

  #lose({ shards, logger }: Life, number: number): void {
    const shard = shards.get(number);
    if (shard === undefined) return;
    logger.warn({ shard: number }, 'Shard lost');
    shards.delete(number);
    shard.stop(shards.movedAway(number));
  }

  async #release({ shards }: Life, number: number): Promise<void> {
    const shard = shards.get(number);
    if (shard === undefined) return;
    shards.delete(number);
    await shard.handOver(shards.movedAway(number), this.#config.leaseTtlMs / 3);
  }
}
