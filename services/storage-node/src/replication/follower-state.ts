import type { LeaderEpoch, NodeId, Offset } from '@weir/core';

import { countUpTo, type EpochEntry, lastEpochOf, planCut } from './epoch-history.ts';
import type { ReplicaConfig } from './replica-config.ts';
import type { DurableEffect, ImmediateEffect, Vote } from './replica-effect.ts';
import type { ReplicaState } from './replica-state.ts';
import type { Step, StepQueue } from './step-queue.ts';

/** Whom a follower follows. */
export interface FollowerStateOptions {
  readonly vote: Vote;
  readonly leader: NodeId;
  readonly leaderAddress: string;
}

/** A leader's answer to a join. */
export interface JoinReply {
  readonly session: number;
  readonly leaderEpoch: LeaderEpoch;
  readonly epochs: readonly EpochEntry[];
  readonly logStartOffset: Offset;
  /** Exclusive. */
  readonly logEndOffset: Offset;
  readonly highWatermark: Offset;
  readonly config: ReplicaConfig;
}

/** A run of batches of one epoch that a leader sends; checked for what one batch alone can show. */
export interface ReplicatedRun {
  readonly session: number;
  readonly baseOffset: Offset;
  /** Exclusive; the base offset when there are no batches. */
  readonly endOffset: Offset;
  /** Applied before the batches. */
  readonly epochs: readonly EpochEntry[];
  /** The epoch that every batch carries; -1 when there are none. */
  readonly batchEpoch: number;
  /** Configs of the control records among the batches. */
  readonly configs: readonly ReplicaConfig[];
  readonly batches: readonly Buffer[];
  readonly highWatermark: Offset;
  readonly logStartOffset: Offset;
}

/** What a follower tells its leader (4.6). */
export interface FollowerAcknowledgement extends Record<string, number> {
  readonly session: number;
  /** How far this replica counts, exclusive. */
  readonly logEndOffset: number;
  readonly lastEpoch: number;
  /** End of what was taken over from the stream, exclusive. */
  readonly receivedOffset: number;
}

/** Whom a follower follows just now. */
export interface Following {
  readonly leader: NodeId;
  /** Not while it only looks for its leader, or cuts its log to fit. */
  readonly isStreaming: boolean;
}

/** `joining`: the reply is awaited. `cutting`: it has come. `streaming`: batches may come. */
type Phase = 'detached' | 'joining' | 'cutting' | 'streaming';

/** What a follower works with. */
export interface FollowerContext {
  readonly replica: ReplicaState;
  readonly steps: StepQueue;
  readonly emit: (effect: ImmediateEffect) => void;
  /** Whether the replica still plays this very role: asked after every wait. */
  readonly isCurrent: (follower: FollowerState) => boolean;
}

/**
 * A replica that copies its leader's log (replication, 4).
 *
 * Sessions: `connected` → join → reply → cut → start → runs of batches. Whatever comes for another
 * session is ignored; whatever contradicts the protocol ends the session, and the follower joins anew.
 *
 * Invariants:
 *   - The log is cut and synced before the epochs, the epochs before anything is appended (4.3).
 *   - An epoch entry is durable before a record at or above its start is appended (4.5), and none is
 *     taken that starts above the log end.
 *   - A batch is appended only at the log's end, in the session's order (4.4).
 *   - An unclean replica is clean again only with everything on disk that the leader held when this
 *     process joined it (6.6).
 * Tests: `replica-follower.test.ts`.
 */
export class FollowerState {
  readonly vote: Vote;
  readonly leader: NodeId;
  readonly leaderAddress: string;
  readonly #context: FollowerContext;
  #session: number | undefined;
  #phase: Phase = 'detached';
  #cleanTarget: Offset | undefined;
  #isCleaning = false;

  constructor(options: FollowerStateOptions, context: FollowerContext) {
    this.vote = options.vote;
    this.leader = options.leader;
    this.leaderAddress = options.leaderAddress;
    this.#context = context;
  }

  /** What to tell the leader now; undefined outside a session. */
  get acknowledgement(): FollowerAcknowledgement | undefined {
    const { replica } = this.#context;
    if (this.#session === undefined || this.#phase !== 'streaming') return undefined;
    return {
      session: this.#session,
      logEndOffset: replica.countedEnd,
      lastEpoch: replica.lastEpoch,
      receivedOffset: replica.log.appendedOffset,
    };
  }

  get following(): Following {
    return { leader: this.leader, isStreaming: this.acknowledgement !== undefined };
  }

  /** There is a way to the leader: join it. A new session replaces any other. */
  connected(session: number): void {
    this.#session = session;
    this.#phase = 'joining';
    this.#context.emit({ kind: 'join', session, vote: this.vote });
  }

  /** The way to the leader is gone. */
  disconnected(): void {
    this.#session = undefined;
    this.#phase = 'detached';
  }

  /** The batches of a session could not be appended: join anew when that may help. */
  refused(session: number, reason: string): void {
    this.#breakSession(session, reason);
  }

  /** The leader shows its epochs: keep what both logs have in common (4.2). */
  joinReplied(reply: JoinReply): void {
    if (reply.session !== this.#session || this.#phase !== 'joining') return;
    if (reply.leaderEpoch !== this.vote.epoch) return;
    this.#phase = 'cutting';
    // What came before this session must be behind us before the two lists are compared.
    const cut = (): void => {
      this.#cut(reply);
    };
    this.#push({ onDone: cut }, reply.session);
  }

  /** The leader sends batches, epoch entries, or only its high watermark. */
  received(run: ReplicatedRun): void {
    const { steps } = this.#context;
    if (run.session !== this.#session || this.#phase !== 'streaming') return;
    if (steps.isIdle && run.epochs.length === 0 && run.configs.length === 0) {
      this.#append(run);
      return;
    }
    for (const entry of run.epochs) this.#pushEpoch(entry, run.session);
    if (run.configs.length > 0) this.#pushConfigs(run);
    this.#push({ onDone: () => this.#append(run) }, run.session);
  }

  /** More of the log is written or on disk. */
  logMoved(): void {
    if (this.#phase === 'streaming') this.#context.emit({ kind: 'acknowledge' });
    this.#cleanWhenCaughtUp();
  }

  #cut(reply: JoinReply): void {
    const { replica } = this.#context;
    const plan = planCut(
      {
        entries: replica.epochs,
        logStartOffset: replica.log.logStartOffset,
        logEndOffset: replica.log.logEndOffset,
      },
      {
        entries: reply.epochs,
        logStartOffset: reply.logStartOffset,
        logEndOffset: reply.logEndOffset,
      },
    );
    if (plan.isReset) this.#reset(plan.logEndOffset, reply.session);
    else if (plan.logEndOffset < replica.log.logEndOffset) {
      this.#pushDisk({ kind: 'truncateLog', logEndOffset: plan.logEndOffset }, reply.session);
    }
    this.#push({ onDone: () => this.#cutBesideLog(plan.epochCount, reply) }, reply.session);
  }

  #reset(logStartOffset: Offset, session: number): void {
    const { log, isSetAside } = this.#context.replica;
    const isThere = log.logEndOffset === logStartOffset && log.logStartOffset === logStartOffset;
    if (!isThere || isSetAside) this.#pushDisk({ kind: 'resetLog', logStartOffset }, session);
  }

  /** The log is cut and synced; now the epochs and configs, then the stream may start (4.3). */
  #cutBesideLog(plannedCount: number, reply: JoinReply): void {
    const { replica } = this.#context;
    const { logEndOffset } = replica.log;
    const count = Math.min(plannedCount, countUpTo(replica.epochs, logEndOffset));
    if (count < replica.epochs.length) {
      this.#pushDisk({ kind: 'truncateEpochs', count }, reply.session);
    }
    const kept = replica.configs.truncate(plannedCount === 0 ? 0 : logEndOffset);
    const configs = kept.adopt(reply.config, logEndOffset);
    if (configs !== replica.configs) {
      this.#pushDisk({ kind: 'saveConfigs', configs }, reply.session);
    }
    this.#push({ onDone: () => this.#start(reply) }, reply.session);
  }

  #start(reply: JoinReply): void {
    const { replica, emit } = this.#context;
    this.#phase = 'streaming';
    this.#cleanTarget ??= reply.logEndOffset;
    emit({
      kind: 'start',
      session: reply.session,
      logEndOffset: replica.log.appendedOffset,
      lastEpoch: replica.lastEpoch,
    });
    this.#raiseHighWatermark(reply.highWatermark);
    if (replica.countedEnd < replica.log.appendedOffset) emit({ kind: 'requestFlush' });
    this.logMoved();
  }

  #pushEpoch(entry: EpochEntry, session: number): void {
    const { replica } = this.#context;
    // No entry may start above what is written: a promise would show it (4.5).
    const settle = (): DurableEffect | undefined =>
      replica.log.logEndOffset < entry.startOffset ? { kind: 'settleLog' } : undefined;
    this.#push({ effect: settle, onDone: () => undefined }, session);
    this.#push(
      {
        effect: () => {
          if (this.#isNextEpoch(entry)) return { kind: 'appendEpoch', entry };
          this.#breakSession(session, `Epoch ${entry.epoch} does not start at the log end`);
          return undefined;
        },
        onDone: () => {
          this.logMoved();
        },
      },
      session,
    );
  }

  #isNextEpoch(entry: EpochEntry): boolean {
    const { epochs, log } = this.#context.replica;
    // Below the start of an emptied log lie the older entries of its leader.
    const isEmpty = log.appendedOffset === log.logStartOffset;
    const isHere =
      (entry.startOffset === log.appendedOffset && entry.startOffset === log.logEndOffset) ||
      (isEmpty && entry.startOffset < log.appendedOffset);
    const isOrdered = entry.startOffset >= (epochs.at(-1)?.startOffset ?? 0);
    return isHere && isOrdered && entry.epoch > lastEpochOf(epochs);
  }

  /** Configs are on disk before their records, with the offset that those will have (8.6). */
  #pushConfigs(run: ReplicatedRun): void {
    this.#push(
      {
        effect: () => {
          const { configs, log } = this.#context.replica;
          // Then the batches are refused too.
          if (run.baseOffset !== log.appendedOffset) return undefined;
          const known = configs.truncate(log.appendedOffset);
          return {
            kind: 'saveConfigs',
            configs: run.configs.reduce((list, config) => list.append(config), known),
          };
        },
        onDone: () => undefined,
      },
      run.session,
    );
  }

  #append(run: ReplicatedRun): void {
    const { replica, emit } = this.#context;
    if (run.batches.length > 0) {
      if (run.baseOffset !== replica.log.appendedOffset) {
        this.#breakSession(run.session, `Batches at ${run.baseOffset} do not follow the log end`);
        return;
      }
      if (run.batchEpoch !== replica.lastEpoch) {
        this.#breakSession(run.session, `Batches are of epoch ${run.batchEpoch}, not the last one`);
        return;
      }
      emit({ kind: 'append', session: run.session, batches: run.batches });
      // What waits behind it is checked against where the log then ends.
      this.#context.steps.hold();
    }
    if (run.logStartOffset > replica.log.logStartOffset) {
      emit({ kind: 'moveLogStart', logStartOffset: run.logStartOffset });
    }
    this.#raiseHighWatermark(run.highWatermark);
  }

  #raiseHighWatermark(highWatermark: Offset): void {
    const { replica, emit } = this.#context;
    if (!replica.raiseHighWatermark(highWatermark)) return;
    emit({ kind: 'highWatermarkMoved', highWatermark: replica.highWatermark });
  }

  /** 6.6: all that the leader held is on disk, and so is the start of its epoch. */
  #cleanWhenCaughtUp(): void {
    const { replica, emit } = this.#context;
    if (replica.isClean || this.#isCleaning || this.#cleanTarget === undefined) return;
    if (replica.lastEpoch !== this.vote.epoch) return;
    if (replica.log.logEndOffset < this.#cleanTarget) return;
    if (replica.log.flushedOffset < this.#cleanTarget) {
      emit({ kind: 'requestFlush' });
      return;
    }
    this.#isCleaning = true;
    this.#context.steps.push({
      effect: () => ({ kind: 'saveClean', isClean: true }),
      isWanted: () => this.#context.isCurrent(this),
      onDone: () => {
        this.#isCleaning = false;
      },
      onAbandoned: () => {
        this.#isCleaning = false;
      },
    });
  }

  #breakSession(session: number, reason: string): void {
    if (session !== this.#session) return;
    this.disconnected();
    this.#context.emit({ kind: 'sessionBroken', session, reason });
  }

  #pushDisk(effect: DurableEffect, session: number): void {
    this.#push({ effect: () => effect, onDone: () => undefined }, session);
  }

  /** A step that is wanted as long as the role and the session last. */
  #push(step: Pick<Step, 'effect' | 'onDone'>, session: number): void {
    this.#context.steps.push({
      ...step,
      isWanted: () => this.#context.isCurrent(this) && this.#session === session,
      onAbandoned: (error) => {
        if (error !== undefined) this.#breakSession(session, error.message);
      },
    });
  }
}
