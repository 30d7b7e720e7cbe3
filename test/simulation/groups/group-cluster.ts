import { type Random, SeededRandom } from '@weir/core';
import { EventQueue } from '../world/event-queue.ts';
import { SimulatedNetwork } from '../world/simulated-network.ts';
import { SimulatedProcess } from '../world/simulated-process.ts';
import { Trace } from '../world/trace.ts';
import { happens, oneOf } from '../world/world.ts';
import { GroupHistory } from './checkers/group-history.ts';
import type { GroupsSettings } from './settings.ts';
import type { GroupsWorld } from './world/groups-world.ts';
import type { MemberProfile } from './world/member-application.ts';
import { SimulatedCoordinator } from './world/simulated-coordinator.ts';
import { JournalClient, SimulatedJournal } from './world/simulated-journal.ts';
import { SimulatedMember } from './world/simulated-member.ts';
import { SimulatedTopics } from './world/simulated-topics.ts';
import { WatchedRedis } from './world/watched-redis.ts';

/** Shards of the cluster. */
const shardCount = 4;

const perfect = { lossPerMille: 0, duplicatePerMille: 0, latePerMille: 0 };
const maxDelayMs = 3;

/** Coordinators, a store, a journal, topics, and groups of members. */
export class GroupCluster {
  readonly settings: GroupsSettings;
  readonly random: Random;
  readonly queue = new EventQueue();
  readonly trace = new Trace(() => this.queue.nowMs);
  readonly history: GroupHistory;
  readonly network: SimulatedNetwork;
  readonly world: GroupsWorld;
  readonly storeProcess: SimulatedProcess;
  readonly redis: WatchedRedis;
  readonly journal = new SimulatedJournal();
  readonly coordinators: readonly SimulatedCoordinator[];
  readonly members: SimulatedMember[] = [];
  readonly groupIds: readonly string[];

  constructor(settings: GroupsSettings, seed: number) {
    this.settings = settings;
    this.random = new SeededRandom(seed);
    const { random, queue, trace } = this;
    this.network = new SimulatedNetwork(queue, random, { ...perfect, maxDelayMs, maxLateMs: 0 });
    this.history = new GroupHistory(
      trace,
      {
        disconnectGraceMs: settings.disconnectGraceMs,
        isSound: () => this.#isSound(),
        journalIntervalMs: settings.journalIntervalMs,
        areMembersHealthy: settings.faultProfile === 'coordinators',
      },
      () => queue.nowMs,
    );
    this.history.contacts.shardCount = shardCount;
    const names = Array.from({ length: settings.coordinators }, (_, index) => `c${index + 1}`);
    const { network, history } = this;
    const topics = new SimulatedTopics(random, shardCount, names);
    this.groupIds = Array.from({ length: settings.groups }, (_, index) => `g${index + 1}`);
    this.world = { queue, random, network, history, trace, topics, connections: new Set() };
    network.onCut = () => {
      for (const connection of this.world.connections) connection.cutOff();
    };
    this.storeProcess = new SimulatedProcess('store', queue);
    this.storeProcess.start();
    const storeClock = this.storeProcess.clock();
    this.redis = new WatchedRedis(random, () => storeClock.nowMs(), {
      written: (changes) => {
        history.written(changes);
      },
      storeLost: (readAll) => {
        const shards = Array.from({ length: shardCount }, (_, shard) => shard);
        history.storeLost({
          members: shards.flatMap((shard) => readAll(`members/${shard}`)),
          offsets: shards.flatMap((shard) => readAll(`offsets/${shard}`)),
        });
      },
    });
    this.coordinators = names.map((name) => this.#createCoordinator(name));
  }

  /** Makes the network as bad as the settings have it, or perfect again. */
  setNetwork({ isPerfect }: { readonly isPerfect: boolean }): void {
    const lossPerMille = isPerfect ? 0 : this.settings.lossPerMille;
    this.network.quality = { ...perfect, lossPerMille, maxDelayMs, maxLateMs: 0 };
  }

  /** Creates the topics and starts everything. */
  start(): void {
    const { settings, random, world } = this;
    if (!settings.isFresh) this.#pretendOwners();
    for (let index = 1; index <= settings.topics; index += 1) {
      world.topics.create(`t${index}`, 1 + random.nextInt(settings.partitions));
    }
    for (const coordinator of this.coordinators) {
      this.#setClock(coordinator.process);
      coordinator.start();
    }
    for (const groupId of this.groupIds) {
      for (let index = 0; index < settings.members; index += 1) this.addMember(groupId);
    }
  }

  /** One member more; it starts now. */
  addMember(groupId: string, profile: Partial<MemberProfile> = {}): SimulatedMember {
    const index = this.members.length + 1;
    const isStatic = happens(this.random, this.settings.staticPerMille);
    const member = new SimulatedMember({
      world: this.world,
      name: `m${index}`,
      profile: { ...this.#randomProfile(groupId, isStatic ? `i${index}` : ''), ...profile },
      coordinators: () => this.coordinators,
    });
    this.members.push(member);
    this.#setClock(member.process);
    member.start();
    return member;
  }

  /** What a member may want of the topics. */
  randomInterest(): Pick<MemberProfile, 'topics' | 'topicPattern'> {
    const { random, world } = this;
    if (random.nextInt(4) === 0) return { topics: [], topicPattern: 't.*' };
    const names = world.topics.names.filter(() => random.nextInt(3) > 0);
    return { topics: names.length > 0 ? names : world.topics.names, topicPattern: '' };
  }

  /** Nothing is in the way of coordinators, store and journal, nor has been for a while. */
  #isSound(): boolean {
    const { exists, isCutOff, soundFromMs } = this.journal;
    if (!exists || isCutOff || this.network.quality.lossPerMille > 0) return false;
    return this.queue.nowMs >= soundFromMs;
  }

  /** Each shard has had an owner, which has left everything in order. */
  #pretendOwners(): void {
    this.journal.exists = true;
    const fence = { lease: 'earlier', token: 1 };
    for (let shard = 0; shard < shardCount; shard += 1) {
      const document = { kind: 'put', collection: `journal/${shard}`, version: 1 } as const;
      this.redis.write(fence, [
        { ...document, key: 'owner', value: JSON.stringify({ token: 1 }) },
        { ...document, key: 'end', value: JSON.stringify({ token: 1, offset: 0 }) },
      ]);
    }
  }

  #randomProfile(groupId: string, instanceId: string): MemberProfile {
    const { sessionTimeoutMs, rebalanceTimeoutMs, commitEveryMs, slowPerMille, mixesAssignors } =
      this.settings;
    return {
      ...{ groupId, instanceId, sessionTimeoutMs, rebalanceTimeoutMs, commitEveryMs, slowPerMille },
      ...this.randomInterest(),
      assignor: mixesAssignors ? oneOf(this.random, ['', 'range', 'round-robin', 'sticky']) : '',
    };
  }

  /** Clocks disagree and run unevenly. */
  #setClock(process: SimulatedProcess): void {
    process.wallOffsetMs = this.random.nextInt(2_000) - 1_000;
    process.rate = 0.99 + this.random.nextInt(20) / 1_000;
  }

  #createCoordinator(name: string): SimulatedCoordinator {
    const { world, settings, storeProcess } = this;
    const { leaseTtlMs, disconnectGraceMs, journalIntervalMs, recoveryMs } = settings;
    return new SimulatedCoordinator({
      ...{ world, name, shardCount, storeProcess },
      config: { leaseTtlMs, disconnectGraceMs, journalIntervalMs, recoveryMs },
      master: () => this.redis,
      journalLog: (process) => new JournalClient(world, process, this.journal),
    });
  }
}
