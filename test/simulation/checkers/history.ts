import { InvariantViolation, WeirError } from '@weir/core';
import type { Vote } from '@weir/storage-node/cores';
import type { LoggedBatch } from '../world/simulated-log.ts';
import type { SimulatedNode } from '../world/simulated-node.ts';
import type { SimulatedReplica } from '../world/simulated-replica.ts';
import type { Trace } from '../world/trace.ts';

/** A rule that a history breaks. */
export class Violation extends Error {
  override readonly name = 'Violation';
}

/** A batch that was acknowledged: the answer that a producer got. */
interface Acknowledged {
  readonly offset: number;
  readonly value: string;
}

/** A leader's life in an epoch, with what its log held when it began. */
interface Leadership {
  readonly node: number;
  readonly incarnation: string;
  readonly ids: readonly string[];
  readonly startOffset: number;
}

/**
 * What has happened to the partition, checked as it happens: the checkers see what no process sees.
 *
 * A violation is thrown where it is found, and kept: a process that swallows it hides nothing.
 */
export class History {
  violation: Violation | undefined;
  /** Where the log is committed, exclusive, by the word of any leader. */
  committedEnd = 0;
  /** How often something happened, to know that the simulation does something. */
  readonly counts = { led: 0, committed: 0, acknowledged: 0, read: 0, truncated: 0, voted: 0 };
  /** Whether a vote was lost with a disk: then an epoch may have two leaders, and one that commits. */
  hasLostVotes = false;
  readonly #trace: Trace;
  readonly #tokens = new Map<string, number>();
  readonly #committers = new Map<number, string>();
  readonly #committed: string[] = [];
  readonly #leaderships = new Map<number, Leadership>();
  readonly #checkedEnds = new WeakMap<SimulatedReplica, number>();
  readonly #acknowledged = new Map<string, Acknowledged>();
  readonly #offsetsByValue = new Map<string, number>();

  constructor(trace: Trace) {
    this.#trace = trace;
  }

  /** Breaks off with what is wrong. */
  fail(rule: string): never {
    this.violation ??= new Violation(rule);
    this.#trace.note('VIOLATION:', rule);
    throw this.violation;
  }

  /** An error that code under test has thrown: operating errors are its right. */
  checkThrown(error: unknown): void {
    if (error instanceof Violation) throw error;
    if (error instanceof WeirError) return;
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    if (error instanceof InvariantViolation) this.fail(`broken invariant: ${text}`);
    if (error instanceof Error && error.message === 'There is no replica') return;
    if (error instanceof Error && error.name === 'AbortError') return;
    this.fail(`unexpected error: ${text}`);
  }

  /** The committed record at an offset; undefined above the committed end. */
  committedAt(offset: number): string | undefined {
    return this.#committed[offset];
  }

  /** A replica has made a vote durable: epochs only grow. */
  voted(node: SimulatedNode, before: Vote, after: Vote): void {
    this.counts.voted += 1;
    if (after.epoch <= before.epoch) {
      this.fail(`node ${node.nodeId} promises ${after.epoch} after ${before.epoch}`);
    }
  }

  /** A node does what a controller says: one that is at least as new as any that it knows of. */
  obeyed(node: SimulatedNode, token: number): void {
    const highest = this.#tokens.get(node.incarnation) ?? 0;
    if (token < highest) {
      this.fail(`node ${node.nodeId} obeys controller ${token} after it has seen ${highest}`);
    }
    this.#tokens.set(node.incarnation, token);
  }

  /** A replica serves as leader: it is alone in its epoch, and lacks nothing that is committed. */
  led(node: SimulatedNode, replica: SimulatedReplica, epoch: number): void {
    this.counts.led += 1;
    const { nodeId, incarnation } = node;
    const { log } = replica;
    this.#trace.note('node', nodeId, 'leads', epoch, 'from', log.logEndOffset);
    const other = this.#leaderships.get(epoch);
    if (other !== undefined && !this.hasLostVotes) {
      this.fail(`${incarnation} and ${other.incarnation} both lead epoch ${epoch}`);
    }
    const startOffset = log.logStartOffset;
    const ids = log.batches.map(({ id }) => id);
    this.#leaderships.set(epoch, { node: nodeId, incarnation, ids, startOffset });
    for (let offset: number = startOffset; offset < this.committedEnd; offset += 1) {
      const held = ids[offset - startOffset];
      if (held !== this.#committed[offset]) {
        this.fail(
          `node ${nodeId} leads ${epoch} with ${held ?? 'nothing'} at ${offset}, committed is ` +
            `${this.#committed[offset]}`,
        );
      }
    }
  }

  /** A high watermark has risen: what lies below is committed, and the same for all. */
  highWatermarkMoved(node: SimulatedNode, replica: SimulatedReplica, highWatermark: number): void {
    const { log, core } = replica;
    const from = Math.max(this.#checkedEnds.get(replica) ?? 0, log.logStartOffset);
    this.#checkedEnds.set(replica, highWatermark);
    const { serving } = core;
    if (serving === undefined && highWatermark > this.committedEnd) {
      this.fail(`node ${node.nodeId} shows high watermark ${highWatermark}, no leader has it`);
    }
    for (let offset = from; offset < highWatermark; offset += 1) {
      const batch = log.at(offset);
      if (batch === undefined) this.fail(`node ${node.nodeId} lacks ${offset} below its watermark`);
      if (offset < this.committedEnd) this.#checkSame(node, offset, batch);
      else this.#commit(node, offset, batch, serving?.epoch ?? -1);
    }
  }

  /** A log is cut: no replica gives up what is committed. */
  truncated(node: SimulatedNode, { log }: SimulatedReplica, endOffset: number): void {
    this.counts.truncated += 1;
    this.#trace.note('node', node.nodeId, 'cuts its log from', log.appendedOffset, 'to', endOffset);
    for (let offset = endOffset; offset < this.committedEnd; offset += 1) {
      if (log.at(offset)?.id === this.#committed[offset]) {
        this.fail(
          `node ${node.nodeId} cuts ${this.#committed[offset]} at ${offset}: it is committed`,
        );
      }
    }
  }

  /** A producer was told where its batch stands. */
  acknowledged(value: string, offset: number): void {
    this.counts.acknowledged += 1;
    const known = this.#acknowledged.get(value);
    if (known !== undefined && known.offset !== offset) {
      this.fail(`${value} was acknowledged at ${known.offset} and at ${offset}`);
    }
    this.#acknowledged.set(value, { offset, value });
    const committed = this.#committed[offset];
    if (valueOf(committed) !== value) {
      this.fail(
        `${value} was acknowledged at ${offset}, where ${committed ?? 'nothing'} is committed`,
      );
    }
  }

  /** A consumer was given a record. */
  read(offset: number, id: string): void {
    this.counts.read += 1;
    const committed = this.#committed[offset];
    if (committed !== id) {
      this.fail(`a consumer reads ${id} at ${offset}, committed is ${committed ?? 'nothing'}`);
    }
  }

  /** After all faults: a leader's log holds every committed record, and no other where one was. */
  checkFinalLog({ log }: SimulatedReplica): void {
    for (let offset: number = log.logStartOffset; offset < this.committedEnd; offset += 1) {
      const held = log.at(offset)?.id;
      if (held !== this.#committed[offset]) {
        this.fail(`${held ?? 'nothing'} at ${offset} in the end, was ${this.#committed[offset]}`);
      }
    }
    for (const { offset, value } of this.#acknowledged.values()) {
      if (offset < log.logStartOffset) continue;
      if (valueOf(log.at(offset)?.id) !== value) this.fail(`acknowledged ${value} is lost`);
    }
  }

  #commit(node: SimulatedNode, offset: number, { id }: LoggedBatch, epoch: number): void {
    if (offset !== this.committedEnd) {
      // Retention may have taken what lies between, but not before it was committed.
      this.fail(`node ${node.nodeId} commits ${offset} after ${this.committedEnd}`);
    }
    const committer = this.#committers.get(epoch) ?? node.incarnation;
    if (committer !== node.incarnation) {
      this.fail(`${committer} and ${node.incarnation} both commit in epoch ${epoch}`);
    }
    this.#committers.set(epoch, committer);
    this.counts.committed += 1;
    this.#committed.push(id);
    this.committedEnd = offset + 1;
    const value = valueOf(id);
    if (value !== undefined) {
      const before = this.#offsetsByValue.get(value);
      if (before !== undefined) this.fail(`${value} is committed at ${before} and at ${offset}`);
      this.#offsetsByValue.set(value, offset);
    }
    for (const [other, { ids, startOffset, node: leader }] of this.#leaderships) {
      if (other <= epoch || offset < startOffset || ids[offset - startOffset] === id) continue;
      this.fail(
        `node ${node.nodeId} commits ${id} at ${offset}, node ${leader} leads ${other} without`,
      );
    }
  }

  #checkSame(node: SimulatedNode, offset: number, { id }: LoggedBatch): void {
    if (id === this.#committed[offset]) return;
    this.fail(
      `node ${node.nodeId} shows ${id} at ${offset}, committed is ${this.#committed[offset]}`,
    );
  }
}

/** The producer's part of a record's name; undefined for a control record. */
function valueOf(id: string | undefined): string | undefined {
  if (id === undefined || id.startsWith('config')) return undefined;
  return id.slice(0, id.indexOf('@'));
}
