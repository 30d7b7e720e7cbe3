import { type NodeId, WeirError } from '@weir/core';

import type { LeaderState } from './leader-state.ts';
import { isJoint, isSameSet, type ReplicaSet } from './replica-config.ts';
import type { ImmediateEffect } from './replica-effect.ts';
import type { ReplicaConfigs } from './replica-configs.ts';
import type { ReplicaState } from './replica-state.ts';
import type { StepQueue } from './step-queue.ts';

/** What a change of the replica set works with. */
export interface ConfigChangeContext {
  readonly replica: ReplicaState;
  readonly leader: LeaderState;
  readonly steps: StepQueue;
  readonly emit: (effect: ImmediateEffect) => void;
  /** Whether the leader still leads. */
  readonly isLeading: () => boolean;
  /** Gives the leadership up: the disk refuses what must be durable. */
  readonly resign: (error: WeirError) => void;
}

/**
 * - `idle`: the config in force is committed and is no joint one.
 * - `catching-up`: the target's new members still copy the log.
 * - `writing`: the record's metadata goes to disk; nothing may be appended meanwhile.
 * - `committing`: the record is in the log.
 */
type Phase = 'idle' | 'catching-up' | 'writing' | 'committing';

/**
 * Changes (R, m) by two control records: a joint one, and once that is committed the final one (8.2).
 *
 * A leader whose log already holds an uncommitted or a joint config finishes that first, whoever began
 * it. New members are waited for before the joint record, so that it does not hold up commits.
 *
 * Invariants:
 *   - The final record is appended only after the joint one is committed by m of R and m' of R'.
 *   - No other change begins before the final record is committed.
 *   - While a record's metadata is being written nothing else is appended: its offset stands.
 * Tests: `config-change.test.ts`.
 */
export class ConfigChange {
  readonly #context: ConfigChangeContext;
  #phase: Phase = 'idle';
  #target: ReplicaSet | undefined;
  readonly #requests: number[] = [];

  constructor(context: ConfigChangeContext) {
    this.#context = context;
  }

  /** Whether appends must wait. */
  get isWriting(): boolean {
    return this.#phase === 'writing';
  }

  /** Whether none is under way. */
  get isIdle(): boolean {
    return this.#phase === 'idle';
  }

  /** The leader serves: what a predecessor left unfinished is taken up. */
  begin(): void {
    const { config } = this.#context.replica;
    const isCommitted = config.offset < this.#context.replica.highWatermark;
    if (isCommitted && !isJoint(config)) return;
    this.#target = config.sets.at(-1);
    this.#phase = 'committing';
    this.advance();
  }

  /**
   * Asks for a change; answered when its final record is committed. While new members still copy the
   * log another target takes the place of the last one: the set in force cancels the change.
   */
  request(requestId: number, target: ReplicaSet): void {
    const isOther = this.#target !== undefined && !isSameSet(this.#target, target);
    if (isOther && this.#phase === 'catching-up') this.abandon(replacedError());
    if (isOther && this.#phase !== 'idle') {
      this.#answer(
        requestId,
        new WeirError('REASSIGNMENT_IN_PROGRESS', 'Another change of the replica set is under way'),
      );
      return;
    }
    this.#requests.push(requestId);
    if (this.#phase !== 'idle') return;
    this.#target = target;
    this.#phase = 'catching-up';
    this.advance();
  }

  /** Something moved: the high watermark, or a follower. */
  advance(): void {
    if (this.#phase === 'catching-up') this.#beginWhenCaughtUp();
    else if (this.#phase === 'committing') this.#continueWhenCommitted();
  }

  /** The role has gone. A successor finishes what is in the log. */
  abandon(error: WeirError): void {
    this.#phase = 'idle';
    for (const requestId of this.#requests.splice(0)) this.#answer(requestId, error);
  }

  #beginWhenCaughtUp(): void {
    const { replica, leader } = this.#context;
    const target = this.#target;
    const [current] = replica.config.sets;
    if (target === undefined || current === undefined) return;
    if (isSameSet(current, target)) {
      this.#finish();
      return;
    }
    const isNew = (node: NodeId): boolean => !current.replicas.includes(node);
    const mayBegin = target.replicas.every((node) => !isNew(node) || leader.isCaughtUp(node));
    if (mayBegin) this.#write([current, target]);
  }

  #continueWhenCommitted(): void {
    const { config, highWatermark } = this.#context.replica;
    if (config.offset >= highWatermark) return;
    if (isJoint(config)) this.#write(config.sets.slice(-1));
    else this.#finish();
  }

  #write(sets: readonly ReplicaSet[]): void {
    const { replica, emit } = this.#context;
    const { epoch } = this.#context.leader;
    const offset = replica.log.appendedOffset;
    this.#phase = 'writing';
    this.#save(
      () => replica.configs.append({ sets, offset, leaderEpoch: epoch }),
      () => {
        emit({ kind: 'appendControl', sets, offset, epoch });
      },
    );
  }

  /** The record is in the log: the new config is in force. */
  recordAppended(): void {
    this.#phase = 'committing';
    this.#context.leader.configChanged();
  }

  /** The record could not be appended: its metadata goes before anything else takes its offset. */
  recordRefused(error: WeirError): void {
    const { replica } = this.#context;
    this.#save(
      () => replica.configs.truncate(replica.log.appendedOffset),
      () => {
        this.abandon(error);
      },
    );
  }

  #save(configs: () => ReplicaConfigs, onDone: () => void): void {
    this.#context.steps.push({
      effect: () => ({ kind: 'saveConfigs', configs: configs() }),
      isWanted: this.#context.isLeading,
      onDone,
      onAbandoned: (error) => {
        if (error !== undefined) this.#context.resign(error);
      },
    });
  }

  #finish(): void {
    this.#phase = 'idle';
    this.#target = undefined;
    for (const requestId of this.#requests.splice(0)) this.#answer(requestId, undefined);
  }

  #answer(requestId: number, error: WeirError | undefined): void {
    this.#context.emit(
      error === undefined
        ? { kind: 'answered', requestId }
        : { kind: 'answered', requestId, error },
    );
  }
}

function replacedError(): WeirError {
  return new WeirError('REASSIGNMENT_IN_PROGRESS', 'Another target took the place of this one');
}
