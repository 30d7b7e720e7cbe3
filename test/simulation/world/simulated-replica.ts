import {
  invariant,
  type NodeId,
  type Offset,
  parseTopicConfigs,
  type TopicConfig,
  WeirError,
} from '@weir/core';
import {
  type DurableEffect,
  encodeConfigRecord,
  type ImmediateEffect,
  PartitionWriter,
  type PartitionWriterOptions,
  type PromiseState,
  Replica,
  type ReplicaEffect,
} from '@weir/storage-node/cores';
import { apply, type StoredReplica } from './simulated-disk.ts';
import { SimulatedLog } from './simulated-log.ts';
import type { SimulatedNode } from './simulated-node.ts';
import { happens } from './world.ts';

interface Pending {
  readonly promised: (state: PromiseState) => void;
  readonly answered: (error: WeirError | undefined) => void;
}

const tickMs = 100;

/** A replica's core in one life of its node, with its log, its disk work and its streams. */
export class SimulatedReplica {
  readonly core: Replica;
  readonly log: SimulatedLog;
  readonly writer: PartitionWriter;
  readonly stored: StoredReplica;
  readonly #node: SimulatedNode;
  readonly #queue: ReplicaEffect[] = [];
  readonly #pending = new Map<number, Pending>();
  #config: TopicConfig;
  #isRunning = false;
  #isRetired = false;
  #requests = 0;
  #underWay: DurableEffect | undefined;

  constructor(node: SimulatedNode, stored: StoredReplica) {
    const { world, process, disk } = node;
    this.#node = node;
    this.stored = stored;
    this.#config = topicConfigOf(disk.topic?.configs ?? {}, stored);
    this.log = new SimulatedLog({
      file: stored.file,
      process,
      random: world.random,
      isSynced: () => this.#config.flushPolicy === 'fsync',
      maxDiskMs: () => world.maxDiskMs,
      listener: {
        onWritten: (logEndOffset) => {
          this.run((core) => core.written(logEndOffset));
          this.writer.written(logEndOffset);
          this.writer.release();
        },
        onFlushed: (flushedOffset) => {
          this.run((core) => core.flushed(flushedOffset));
        },
      },
    });
    this.core = new Replica({
      nodeId: node.nodeId,
      incarnation: node.incarnation,
      durable: stored.durable,
      log: this.log.bounds,
      highWatermark: stored.highWatermark as Offset,
      settings: this.#config,
    });
    this.writer = new PartitionWriter({
      log: this.log as unknown as PartitionWriterOptions['log'],
      clock: node.clock,
      replica: () => this.core,
      config: () => this.#config,
      notLeader: () => new WeirError('NOT_LEADER_OR_FOLLOWER', 'This node does not lead'),
      onAppended: () => {
        this.#appended();
      },
    });
    this.#tick();
  }

  /** Disk work that a crash may interrupt. */
  get underWay(): DurableEffect | undefined {
    return this.#underWay;
  }

  get config(): TopicConfig {
    return this.#config;
  }

  /** How many calls of controllers have no answer yet. */
  get pendingCalls(): number {
    return this.#pending.size;
  }

  /** Runs an event of the core and carries out what it asks for. */
  run(event: (core: Replica) => readonly ReplicaEffect[]): void {
    if (this.#isRetired) return;
    this.#queue.push(...event(this.core));
    if (this.#isRunning) return;
    this.#isRunning = true;
    for (let effect = this.#queue.shift(); effect !== undefined; effect = this.#queue.shift()) {
      this.#carryOut(effect);
    }
    this.#isRunning = false;
  }

  /** Runs a call of a controller. */
  call(
    event: (requestId: number, core: Replica) => readonly ReplicaEffect[],
    { promised = () => undefined, answered }: Partial<Pending> & Pick<Pending, 'answered'>,
  ): void {
    this.#requests += 1;
    const requestId = this.#requests;
    this.#pending.set(requestId, { promised, answered });
    this.run((core) => event(requestId, core));
  }

  /** The topic's settings are others. */
  configure(configs: Readonly<Record<string, string>>): void {
    this.#config = topicConfigOf(configs, this.stored);
    this.run((core) => core.configure(this.#config));
    this.log.flush();
  }

  /** Retention, where it leads. */
  retain(startOffset: number): void {
    if (this.core.serving === undefined || startOffset <= this.log.logStartOffset) return;
    this.#moveStart(Math.min(startOffset, this.core.state.highWatermark));
    for (const session of this.#node.audience) session.wake();
  }

  /** It has moved away: nothing that is under way is done any more. */
  retire(): void {
    this.#isRetired = true;
    for (const { answered } of this.#pending.values()) answered(goneError());
    this.#pending.clear();
    this.writer.failAll(goneError());
  }

  #appended(): void {
    this.run((core) => core.appended(this.log.appendedOffset));
    for (const session of this.#node.audience) session.wake();
  }

  #tick(): void {
    this.#node.process.schedule(tickMs, () => {
      if (this.#isRetired) return;
      const nowMs = this.#node.clock.monotonicMs();
      if (this.core.serving !== undefined) this.run((core) => core.tick(nowMs));
      this.writer.sweep(nowMs);
      this.writer.release();
      // In mode U the kernel writes back now and then.
      if (happens(this.#node.world.random, 100)) this.log.flush();
      this.#tick();
    });
  }

  #carryOut(effect: ReplicaEffect): void {
    switch (effect.kind) {
      case 'settleLog':
      case 'saveVote':
      case 'saveClean':
      case 'saveDirty':
      case 'saveConfigs':
      case 'truncateLog':
      case 'resetLog':
      case 'truncateEpochs':
      case 'appendEpoch':
      case 'dropOldestEpochs':
      case 'flushLog':
        this.#perform(effect);
        break;
      default:
        this.#carryOutNow(effect);
    }
  }

  #perform(effect: DurableEffect): void {
    const { world, process } = this.#node;
    this.#underWay = effect;
    const done = (): void => {
      this.#underWay = undefined;
      if (this.#isRetired) return;
      this.makeDurable(effect);
      this.run((core) => core.completed(this.log.bounds));
    };
    const delayMs = 0.05 + (world.random.nextInt(1000) / 1000) * world.maxDiskMs;
    if (effect.kind === 'settleLog') this.log.whenSettled(() => process.schedule(0, done));
    else process.schedule(delayMs, done);
  }

  /** Puts the effect on disk: when it is done, or when a crash comes too late to prevent it. */
  makeDurable(effect: DurableEffect): void {
    const { history } = this.#node.world;
    if (effect.kind === 'truncateLog') {
      history.truncated(this.#node, this, effect.logEndOffset);
      this.log.truncate(effect.logEndOffset);
    }
    if (effect.kind === 'resetLog') this.log.reset(effect.logStartOffset);
    if (effect.kind === 'flushLog') this.log.flushNow();
    if (effect.kind === 'saveVote')
      history.voted(this.#node, this.stored.durable.vote, effect.vote);
    this.stored.durable = apply(this.stored.durable, effect);
  }

  #carryOutNow(effect: ImmediateEffect): void {
    const { link, world, nodeId } = this.#node;
    switch (effect.kind) {
      case 'promised':
        world.trace.note(
          'node',
          nodeId,
          'promises',
          this.core.state.vote.epoch,
          rankOf(effect.state),
        );
        this.#take(effect.requestId)?.promised(effect.state);
        break;
      case 'answered':
        this.#take(effect.requestId)?.answered(effect.error);
        break;
      case 'ledNow':
        world.history.led(this.#node, this, effect.epoch);
        break;
      case 'ledNoMore':
        this.#ledNoMore();
        break;
      case 'followedNow':
        world.trace.note(
          'node',
          nodeId,
          'follows',
          effect.leader,
          'in',
          this.core.state.vote.epoch,
        );
        link.attach(effect.leader);
        break;
      case 'followedNoMore':
        link.detach();
        break;
      case 'join':
        link.join(effect.session, effect.vote);
        break;
      case 'start':
        link.start(effect.session, effect.logEndOffset, effect.lastEpoch);
        break;
      case 'acknowledge':
        link.acknowledge();
        break;
      case 'sessionBroken':
        world.trace.note('node', nodeId, 'ends its session:', effect.reason);
        link.rejoin(effect.session);
        break;
      default:
        this.#carryOutOnLog(effect);
    }
  }

  #carryOutOnLog(
    effect: Extract<
      ImmediateEffect,
      {
        readonly kind:
          | 'append'
          | 'appendControl'
          | 'moveLogStart'
          | 'requestFlush'
          | 'highWatermarkMoved'
          | 'inSyncReplicasChanged';
      }
    >,
  ): void {
    switch (effect.kind) {
      case 'append':
        this.log.append(effect.batches);
        this.run((core) => core.appended(this.log.appendedOffset));
        break;
      case 'appendControl':
        this.#appendControl(effect);
        break;
      case 'moveLogStart':
        this.#moveStart(Math.min(effect.logStartOffset, this.log.logEndOffset));
        break;
      case 'requestFlush':
        this.log.flush();
        break;
      case 'highWatermarkMoved':
        this.#highWatermarkMoved(effect.highWatermark);
        break;
      case 'inSyncReplicasChanged':
        this.#node.publishIsrSoon();
        break;
    }
  }

  #appendControl({
    sets,
    offset,
    epoch,
  }: Extract<ImmediateEffect, { readonly kind: 'appendControl' }>): void {
    invariant(offset === this.log.appendedOffset, 'a control record has the offset it was given');
    const timestampMs = this.#node.clock.nowMs();
    this.#node.world.trace.note('node', this.#node.nodeId, 'appends config', JSON.stringify(sets));
    this.log.append([encodeConfigRecord(sets, { offset, epoch, timestampMs })]);
    this.#appended();
    this.#node.process.schedule(0, () => {
      this.writer.release();
    });
  }

  #highWatermarkMoved(highWatermark: Offset): void {
    const { world } = this.#node;
    if (happens(world.random, 100)) this.stored.highWatermark = highWatermark;
    world.history.highWatermarkMoved(this.#node, this, highWatermark);
    this.writer.committed(highWatermark);
    for (const session of this.#node.audience) session.marksMoved();
  }

  #moveStart(startOffset: number): void {
    this.log.moveStart(startOffset);
    this.core.logChanged(this.log.bounds);
    this.run((core) => core.trimEpochs());
  }

  #ledNoMore(): void {
    const { world, nodeId, audience } = this.#node;
    world.trace.note('node', nodeId, 'leads no more');
    this.writer.failAll(new WeirError('NOT_LEADER_OR_FOLLOWER', 'This node leads no more'));
    for (const session of [...audience]) session.endAtLeader();
  }

  #take(requestId: number): Pending | undefined {
    const pending = this.#pending.get(requestId);
    this.#pending.delete(requestId);
    return pending;
  }
}

function topicConfigOf(
  configs: Readonly<Record<string, string>>,
  { durable }: StoredReplica,
): TopicConfig {
  const { sets } = durable.configs.latestBelow(Number.MAX_SAFE_INTEGER);
  return parseTopicConfigs(configs, { replicationFactor: sets.at(-1)?.replicas.length ?? 1 });
}

function goneError(): WeirError {
  return new WeirError('UNKNOWN_TOPIC_OR_PARTITION', 'The replica has moved away');
}

function rankOf({ isClean, lastEpoch, logEndOffset }: PromiseState): string {
  return `${isClean ? '' : 'unclean '}${lastEpoch}/${logEndOffset}`;
}

/** A node id as the cores have it. */
export function nodeIdOf(id: number): NodeId {
  return id as NodeId;
}
