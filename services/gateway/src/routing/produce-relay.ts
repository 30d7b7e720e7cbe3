import type { ServerDuplexStream } from '@grpc/grpc-js';
import { type Timer, toWeirError, WeirError } from '@weir/core';
import type { Cluster } from '@weir/client/for-gateway';
import type { ProduceStreamRequest, ProduceStreamResponseInput } from '@weir/protos';
import {
  type CallContext,
  type Caller,
  checkPartitionCount,
  checkRange,
  type MetadataChange,
  pauseFor,
  restMs,
} from '@weir/runtime';
import { AnsweredEnd } from './answered-end.ts';
import { learnFrom } from './ask-leaders.ts';
import { findLeader, whyMoved } from './find-leader.ts';
import { ProduceEntry } from './produce-entry.ts';
import { type ProducePart, ProduceUpstream } from './produce-upstream.ts';
import type { RelayMeter } from './relay-metrics.ts';
import { splitByLeader } from './split-by-leader.ts';

/** A producer's stream. */
export type ProduceDuplex = ServerDuplexStream<ProduceStreamRequest, ProduceStreamResponseInput>;

/** What one producer may have under way; then its stream is not read. */
const maxUnderWayBytes = 16 * 1024 * 1024;
const maxUnderWay = 10_000;
const maxTimeoutMs = 600_000;
const expiryIntervalMs = 1_000;
const acksKnown: ReadonlySet<string> = new Set([
  'ACKS_UNSPECIFIED',
  'ACKS_NONE',
  'ACKS_LEADER',
  'ACKS_ALL',
]);

/**
 * One producer's stream, served by a stream to each leader: nothing of one caller waits for another's.
 *
 * Invariants:
 *   - Batches of a partition reach its leader in the order in which they came.
 *   - Each request is answered once, when all of its partitions are, unless the stream has gone.
 *   - While a producer has too much under way, is over its quota, by this stream or another, or a leader
 *     does not read, its stream is not read.
 * Tests: `log-routes.test.ts`.
 */
export class ProduceRelay {
  readonly #stream: ProduceDuplex;
  readonly #cluster: Cluster;
  readonly #caller: Caller;
  readonly #meter: RelayMeter;
  readonly #upstreams = new Map<string, ProduceUpstream>();
  readonly #end = new AnsweredEnd({
    hasUnanswered: () => this.#underWay > 0,
    hasArrived: () => this.#arrived.length > 0,
    onBegun: () => {
      this.#setFlow();
    },
  });
  /** What came before the stream had stopped, in front of a pause. */
  readonly #arrived: ProduceStreamRequest[] = [];
  #underWay = 0;
  #underWayBytes = 0;
  #throttle: Timer | undefined;
  #expiry: Timer | undefined;
  #isOver = false;

  constructor(stream: ProduceDuplex, cluster: Cluster, caller: Caller, meter: RelayMeter) {
    this.#stream = stream;
    this.#cluster = cluster;
    this.#caller = caller;
    this.#meter = meter;
  }

  /** Resolves when the producer has ended the stream and all is answered, or the stream broke. */
  async serve(context: Pick<CallContext, 'signal' | 'stopping'>): Promise<void> {
    this.#stream.on('data', (request: ProduceStreamRequest) => {
      this.#receive(request);
    });
    const unsubscribe = this.#cluster.onChange((change) => {
      this.#follow(change);
    });
    try {
      await this.#end.wait(this.#stream, context);
    } finally {
      unsubscribe();
      this.#close();
    }
  }

  #receive(request: ProduceStreamRequest): void {
    this.#arrived.push(request);
    this.#takeArrived();
  }

  #takeArrived(): void {
    while (!this.#isOver && this.#throttle === undefined && this.#arrived.length > 0) {
      const pauseMs = restMs(this.#caller, 'producedBytes');
      if (pauseMs > 0) this.#pauseFor(pauseMs);
      else this.#take(this.#arrived.shift());
    }
    this.#setFlow();
    this.#end.settle();
  }

  #take(request: ProduceStreamRequest | undefined): void {
    if (request === undefined) return;
    try {
      this.#caller.checkCredentials();
      check(request);
      this.#underWay += 1;
      const entry = new ProduceEntry(request, (done) => {
        this.#answer(done);
      });
      this.#underWayBytes += entry.bytes;
      entry.throttleMs = pauseFor(this.#caller, { producedBytes: entry.bytes, requests: 1 });
      if (entry.throttleMs > 0) this.#pauseFor(entry.throttleMs);
      this.#forward(entry);
    } catch (error) {
      this.#end.fail(toWeirError(error));
    }
  }

  #forward(entry: ProduceEntry): void {
    entry.begin();
    const { byAddress, failures } = splitByLeader(
      entry.partitions,
      (place) => findLeader(this.#cluster, this.#caller, 'write', place).address,
    );
    for (const [address, places] of byAddress) {
      const upstream = this.#upstreams.get(address) ?? this.#open(address);
      upstream.send(entry, places);
    }
    this.#expiry ??= this.#cluster.clock.setTimer(expiryIntervalMs, () => {
      this.#expire();
    });
    for (const [place, error] of failures) entry.fail(place, error);
  }

  #open(address: string): ProduceUpstream {
    const { channels, clock, logger } = this.#cluster;
    const upstream: ProduceUpstream = new ProduceUpstream({
      address,
      channels,
      clock,
      onAnswer: ({ entry, places, sentAtMs }, results) => {
        this.#meter.answered('storage-node', (clock.monotonicMs() - sentAtMs) / 1_000);
        learnFrom(this.#cluster, results);
        for (const [at, place] of places.entries()) {
          const result = results[at];
          if (result === undefined) entry.fail(place, leftOut(address));
          else entry.answer(place, result);
        }
      },
      onDrain: () => {
        this.#setFlow();
      },
      onBroken: (parts, error) => {
        if (this.#upstreams.get(address) === upstream) this.#upstreams.delete(address);
        logger.debug({ address, code: error.code }, 'Produce stream to a leader broke');
        if (error.recovery !== 'give-up') this.#cluster.refresh();
        for (const { entry, places } of parts) {
          this.#meter.ended('storage-node', error.code);
          for (const place of places) entry.fail(place, error);
        }
        this.#setFlow();
      },
    });
    this.#upstreams.set(address, upstream);
    return upstream;
  }

  #answer(entry: ProduceEntry): void {
    this.#underWay -= 1;
    this.#underWayBytes -= entry.bytes;
    if (this.#isOver || this.#stream.cancelled) return;
    this.#stream.write({ correlationId: entry.correlationId, response: entry.response() });
    this.#end.settle();
    this.#setFlow();
  }

  /** What waits for a leader that was replaced is answered now: its answer may never come. */
  #follow(change: MetadataChange | undefined): void {
    for (const upstream of [...this.#upstreams.values()]) {
      let hasMoved = false;
      let hasOpen = false;
      for (const part of upstream.parts()) {
        const moved = this.#failMoved(part, upstream.address, change);
        hasMoved ||= moved;
        hasOpen ||= part.places.some((place) => !part.entry.isAnswered(place));
      }
      // It hangs, or is gone: what it does not read would hold up the others.
      if (hasMoved && !hasOpen && upstream.isFull) {
        upstream.break(new WeirError('UNAVAILABLE', `${upstream.address} leads nothing any more`));
      }
    }
  }

  #failMoved(
    { entry, places }: ProducePart,
    address: string,
    change: MetadataChange | undefined,
  ): boolean {
    let hasMoved = false;
    for (const place of places) {
      const partition = entry.partitions[place];
      if (partition === undefined || entry.isAnswered(place)) continue;
      const isConcerned =
        change === undefined || change.nodesChanged || change.topicIds.has(partition.topicId);
      const reason = isConcerned ? whyMoved(this.#cluster, partition, address) : undefined;
      // Without a leader the old one may still answer.
      if (reason === undefined || reason.code === 'LEADER_NOT_AVAILABLE') continue;
      hasMoved = true;
      entry.fail(place, reason);
    }
    return hasMoved;
  }

  #expire(): void {
    this.#expiry = undefined;
    const nowMs = this.#cluster.clock.monotonicMs();
    for (const upstream of [...this.#upstreams.values()]) {
      const isLate = upstream.parts().some(({ expiresAtMs }) => nowMs >= expiresAtMs);
      const message = `${upstream.address} sent no answer in time`;
      if (isLate) upstream.break(new WeirError('REQUEST_TIMED_OUT', message));
    }
    if (this.#isOver || this.#underWay === 0) return;
    this.#expiry = this.#cluster.clock.setTimer(expiryIntervalMs, () => {
      this.#expire();
    });
  }

  #pauseFor(throttleMs: number): void {
    this.#throttle?.cancel();
    this.#throttle = this.#cluster.clock.setTimer(throttleMs, () => {
      this.#throttle = undefined;
      this.#takeArrived();
    });
  }

  #setFlow(): void {
    if (this.#isOver) return;
    const isFull =
      this.#end.isStopping ||
      this.#throttle !== undefined ||
      this.#underWayBytes >= maxUnderWayBytes ||
      this.#underWay >= maxUnderWay ||
      [...this.#upstreams.values()].some((upstream) => upstream.isFull);
    if (isFull) this.#stream.pause();
    else if (this.#stream.isPaused()) this.#stream.resume();
  }

  #close(): void {
    this.#isOver = true;
    this.#throttle?.cancel();
    this.#expiry?.cancel();
    for (const upstream of this.#upstreams.values()) {
      if (upstream.parts().length === 0) upstream.end();
      else upstream.close();
    }
    this.#upstreams.clear();
  }
}

/** What a node would refuse as a whole. */
function check({ request }: ProduceStreamRequest): void {
  if (request === null) return;
  if (!acksKnown.has(request.acks)) {
    throw new WeirError('INVALID_REQUEST', `Acks ${request.acks} is not known`);
  }
  checkPartitionCount(request.partitions);
  checkRange('Timeout', request.timeoutMs, 0, maxTimeoutMs);
}

function leftOut(address: string): WeirError {
  return new WeirError('UNKNOWN_SERVER_ERROR', `${address} left a partition out of its answer`);
}
