import type { ServerDuplexStream } from '@grpc/grpc-js';
import { type Timer, toWeirError, WeirError } from '@weir/core';
import type { Cluster } from '@weir/client/for-gateway';
import { type FetchStreamPartition, type FetchStreamRequest, LogService } from '@weir/protos';
import {
  type CallContext,
  type Caller,
  checkRange,
  maxPartitionsPerRequest,
  type MetadataChange,
  pauseFor,
  restMs,
} from '@weir/runtime';
import { learnFrom } from './ask-leaders.ts';
import { FetchLeaders } from './fetch-leaders.ts';
import type { AssignedFetch, FetchUpstream } from './fetch-upstream.ts';
import { findLeader, requireRight, toPartitionError, whyMoved } from './find-leader.ts';
import { onAbort } from './on-abort.ts';
import type { RelayMeter } from './relay-metrics.ts';
import { type ScannedItem, scanFetchMessage } from './scan-fetch-message.ts';
import { shuttingDown } from './shutting-down.ts';

/** A client's stream: commands come, serialised messages go. */
export type RawFetchDuplex = ServerDuplexStream<FetchStreamRequest, Buffer>;

const maxCredit = Number.MAX_SAFE_INTEGER / 2;
/** Bytes that wait for a slow client; its leaders are not read meanwhile. */
const maxUnsentBytes = 4 * 1024 * 1024;

/**
 * One client's fetch stream, served by a stream to each leader. Messages pass as the bytes that came.
 *
 * A partition whose leader moves or breaks gets an error, as from a node, and is read no more until the
 * client assigns it again.
 *
 * Invariants:
 *   - A partition is read from one leader; what others still send of it is dropped, and not charged.
 *   - While the client does not read, or is over its quota, by this stream or another, its leaders are not
 *     read.
 * Tests: `fetch-relay.test.ts`.
 */
export class FetchRelay {
  readonly #stream: RawFetchDuplex;
  readonly #cluster: Cluster;
  readonly #caller: Caller;
  readonly #leaders: FetchLeaders;
  readonly #assigned = new Map<string, AssignedFetch>();
  readonly #done = Promise.withResolvers<void>();
  #securityVersion: number;
  #unsentBytes = 0;
  #throttle: Timer | undefined;
  #isOver = false;

  constructor(stream: RawFetchDuplex, cluster: Cluster, caller: Caller, meter: RelayMeter) {
    this.#stream = stream;
    this.#cluster = cluster;
    this.#caller = caller;
    this.#securityVersion = caller.securityVersion;
    this.#leaders = new FetchLeaders({
      cluster,
      onMessage: (upstream, message) => {
        this.#try(() => {
          this.#receive(upstream, message);
        });
      },
      onBroken: (upstream, error) => {
        meter.ended('storage-node', error.code);
        this.#broken(upstream, error);
      },
    });
  }

  /** Resolves when the client ends the stream or it breaks; rejects for an invalid command. */
  async serve({ signal, stopping }: Pick<CallContext, 'signal' | 'stopping'>): Promise<void> {
    const { resolve, reject } = this.#done;
    const onStopping = (): void => {
      reject(shuttingDown());
    };
    const unlisten = [onAbort(signal, resolve), onAbort(stopping, onStopping)];
    this.#stream.on('end', resolve);
    this.#stream.on('data', (request: FetchStreamRequest) => {
      this.#try(() => {
        this.#command(request);
      });
    });
    const unsubscribe = this.#cluster.onChange((change) => {
      this.#follow(change);
    });
    try {
      await this.#done.promise;
    } finally {
      for (const end of unlisten) end();
      unsubscribe();
      this.#close();
    }
  }

  #try(action: () => void): void {
    if (this.#isOver) return;
    try {
      action();
    } catch (error) {
      this.#done.reject(toWeirError(error));
    }
  }

  #command({ assign, revoke, credit }: FetchStreamRequest): void {
    this.#caller.checkCredentials();
    this.#restIfDue();
    if (assign) this.#assign(assign.partitions);
    for (const wanted of revoke?.partitions ?? []) {
      const current = this.#assigned.get(keyOf(wanted));
      const isCurrent = wanted.sessionId === 0 || current?.wanted.sessionId === wanted.sessionId;
      if (current !== undefined && isCurrent) this.#drop(current);
    }
    if (credit) {
      this.#leaders.grant(checkRange('Credit', credit.bytes, 0, maxCredit));
      checkRange('Credit in all', Math.max(0, this.#leaders.balanceBytes), 0, maxCredit);
    }
    this.#leaders.distribute();
  }

  #assign(partitions: readonly FetchStreamPartition[]): void {
    const byUpstream = new Map<FetchUpstream, FetchStreamPartition[]>();
    for (const wanted of partitions) {
      const key = keyOf(wanted);
      const previous = this.#assigned.get(key);
      const upstream = this.#upstreamFor(wanted);
      // The leader that reads it already replaces its reading by itself.
      if (previous !== undefined && previous.upstream !== upstream) this.#drop(previous);
      if (upstream === undefined) continue;
      const assigned = { wanted, upstream, nextOffset: undefined };
      this.#assigned.set(key, assigned);
      checkRange('Number of partitions', this.#assigned.size, 1, maxPartitionsPerRequest);
      upstream.partitions.set(key, assigned);
      const together = byUpstream.get(upstream);
      if (together === undefined) byUpstream.set(upstream, [wanted]);
      else together.push(wanted);
    }
    for (const [upstream, wanted] of byUpstream) upstream.assign(wanted);
  }

  /** The leader's; without one the client is told why. */
  #upstreamFor(wanted: FetchStreamPartition): FetchUpstream | undefined {
    try {
      const { address } = findLeader(this.#cluster, this.#caller, 'read', wanted);
      return this.#leaders.at(address);
    } catch (error) {
      this.#tell(wanted, error);
      return undefined;
    }
  }

  #receive(upstream: FetchUpstream, message: Buffer): void {
    this.#checkRights();
    const items = scanFetchMessage(message);
    const kept = items.filter((item) => this.#isCurrent(upstream, item));
    const bytes = sumOf(items);
    const sentBytes = kept.length === items.length ? bytes : sumOf(kept);
    this.#leaders.received(upstream, bytes, bytes - sentBytes);
    for (const item of kept) this.#note(item);
    if (kept.some(({ hasError }) => hasError)) learnFrom(this.#cluster, errorsIn(message));
    if (kept.length > 0) this.#send(kept.length === items.length ? message : cut(message, kept));
    if (sentBytes > 0) this.#charge(sentBytes);
    this.#leaders.distribute();
  }

  #isCurrent(upstream: FetchUpstream, item: ScannedItem): boolean {
    const assigned = upstream.partitions.get(keyOf(item));
    return assigned !== undefined && assigned.wanted.sessionId === item.sessionId;
  }

  #note(item: ScannedItem): void {
    const assigned = this.#assigned.get(keyOf(item));
    if (assigned === undefined) return;
    if (item.hasError) this.#forget(assigned);
    else assigned.nextOffset = item.nextOffset ?? assigned.nextOffset;
  }

  /** Rights may have been taken away since the partitions were assigned. */
  #checkRights(): void {
    const caller = this.#caller;
    caller.checkCredentials();
    if (caller.securityVersion === this.#securityVersion) return;
    this.#securityVersion = caller.securityVersion;
    for (const assigned of [...this.#assigned.values()]) {
      const name = this.#cluster.view.topicById(assigned.wanted.topicId)?.name;
      if (name === undefined) continue;
      try {
        requireRight(caller, 'read', name);
      } catch (error) {
        this.#end(assigned, error);
      }
    }
  }

  /** Ends the reading of partitions that have moved. */
  #follow(change: MetadataChange | undefined): void {
    for (const assigned of [...this.#assigned.values()]) {
      const { wanted, upstream } = assigned;
      const isConcerned =
        change === undefined || change.nodesChanged || change.topicIds.has(wanted.topicId);
      if (!isConcerned) continue;
      const reason = whyMoved(this.#cluster, wanted, upstream.address);
      if (reason !== undefined) this.#end(assigned, reason);
    }
  }

  #broken(upstream: FetchUpstream, error: WeirError): void {
    const isOurs = error.code === 'INVALID_REQUEST';
    if (isOurs) this.#done.reject(error);
    if (this.#isOver || isOurs) return;
    const { address } = upstream;
    this.#cluster.logger.debug({ address, code: error.code }, 'Fetch stream to a leader broke');
    this.#cluster.refresh();
    for (const assigned of [...upstream.partitions.values()]) {
      this.#end(assigned, new WeirError('LEADER_NOT_AVAILABLE', error.message, { cause: error }));
    }
    this.#leaders.distribute();
  }

  #end(assigned: AssignedFetch, reason: unknown): void {
    this.#drop(assigned);
    this.#tell(assigned.wanted, reason);
  }

  #tell({ topicId, partition, sessionId }: FetchStreamPartition, reason: unknown): void {
    const error = toPartitionError(reason);
    const data = { topicId, partition, error, highWatermark: -1 };
    const { responseSerialize } = LogService.service.FetchStream;
    this.#send(responseSerialize({ partitions: [{ sessionId, data }] }));
  }

  #drop(assigned: AssignedFetch): void {
    this.#forget(assigned);
    assigned.upstream.revoke([assigned.wanted]);
  }

  #forget({ wanted, upstream }: AssignedFetch): void {
    this.#assigned.delete(keyOf(wanted));
    upstream.partitions.delete(keyOf(wanted));
  }

  #charge(fetchedBytes: number): void {
    const pauseMs = pauseFor(this.#caller, { fetchedBytes });
    if (pauseMs > 0 && this.#throttle === undefined) this.#pauseFor(pauseMs);
  }

  /** Another stream of the caller may have used too much. */
  #restIfDue(): void {
    if (this.#throttle !== undefined) return;
    const pauseMs = restMs(this.#caller, 'fetchedBytes');
    if (pauseMs > 0) this.#pauseFor(pauseMs);
  }

  #pauseFor(pauseMs: number): void {
    this.#throttle = this.#cluster.clock.setTimer(pauseMs, () => {
      this.#throttle = undefined;
      this.#restIfDue();
      this.#setFlow();
    });
    this.#setFlow();
  }

  #send(message: Buffer): void {
    const bytes = message.byteLength;
    this.#unsentBytes += bytes;
    this.#stream.write(message, () => {
      this.#unsentBytes -= bytes;
      this.#setFlow();
    });
    this.#setFlow();
  }

  #setFlow(): void {
    this.#leaders.setFlowing(this.#unsentBytes < maxUnsentBytes && this.#throttle === undefined);
  }

  #close(): void {
    this.#isOver = true;
    this.#throttle?.cancel();
    this.#leaders.close();
    this.#assigned.clear();
  }
}

function errorsIn(message: Buffer) {
  const { partitions } = LogService.service.FetchStream.responseDeserialize(message);
  return partitions.flatMap(({ data }) => data ?? []);
}

/** The message with these of its items alone. */
function cut(message: Buffer, items: readonly ScannedItem[]): Buffer {
  return Buffer.concat(items.map(({ start, end }) => message.subarray(start, end)));
}

function sumOf(items: readonly ScannedItem[]): number {
  return items.reduce((sum, { batchBytes }) => sum + batchBytes, 0);
}

function keyOf({
  topicId,
  partition,
}: Pick<FetchStreamPartition, 'topicId' | 'partition'>): string {
  return `${topicId}/${partition}`;
}
