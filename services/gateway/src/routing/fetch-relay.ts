import type { ServerDuplexStream } from '@grpc/grpc-js';
import { type Timer, toWeirError, WeirError } from '@weir/core';
import type { Cluster } from '@weir/client/for-gateway';
import { type FetchStreamPartition, type FetchStreamRequest, LogService } from '@weir/protos';
import type { CallContext, Caller, MetadataChange } from '@weir/runtime';
import { learnFrom } from './ask-leaders.ts';
import { CreditShare } from './credit-share.ts';
import { type AssignedFetch, FetchUpstream } from './fetch-upstream.ts';
import { findLeader, toPartitionError, whyMoved } from './find-leader.ts';
import { checkRange, maxPartitionsPerRequest } from './request-limits.ts';
import { type ScannedItem, scanFetchMessage } from './scan-fetch-message.ts';
import { shuttingDown } from './shutting-down.ts';

/** A client's stream: commands come, serialised messages go. */
export type RawFetchDuplex = ServerDuplexStream<FetchStreamRequest, Buffer>;

const maxCredit = Number.MAX_SAFE_INTEGER / 2;
/** Bytes that wait for a slow client; its leaders are not read meanwhile. */
const maxUnsentBytes = 4 * 1024 * 1024;
/** How long a leader may hold credit and send nothing while another one needs it. */
const idleCreditMs = 100;

/**
 * One client's fetch stream, served by a stream to each leader. Messages pass as the bytes that came.
 *
 * A partition whose leader moves or breaks gets an error, as from a node, and is read no more until the
 * client assigns it again.
 *
 * Invariants:
 *   - A partition is read from one leader; what others still send of it is dropped, and not charged.
 *   - Leaders hold no more credit together than the client still takes (`CreditShare`).
 *   - No leader holds credit idle for long while another one has none.
 * Tests: `gateway-log.test.ts`, `fetch-relay.test.ts`.
 */
export class FetchRelay {
  readonly #stream: RawFetchDuplex;
  readonly #cluster: Cluster;
  readonly #caller: Caller;
  readonly #share = new CreditShare();
  readonly #upstreams = new Map<string, FetchUpstream>();
  readonly #assigned = new Map<string, AssignedFetch>();
  readonly #done = Promise.withResolvers<void>();
  #securityVersion: number;
  #unsentBytes = 0;
  #throttle: Timer | undefined;
  #recall: Timer | undefined;
  #wasFlowing = true;
  #isOver = false;

  constructor(stream: RawFetchDuplex, cluster: Cluster, caller: Caller) {
    this.#stream = stream;
    this.#cluster = cluster;
    this.#caller = caller;
    this.#securityVersion = caller.securityVersion;
  }

  /** Resolves when the client ends the stream or it breaks; rejects for an invalid command. */
  async serve({ signal, stopping }: Pick<CallContext, 'signal' | 'stopping'>): Promise<void> {
    const { resolve, reject } = this.#done;
    const onStopping = (): void => {
      reject(shuttingDown());
    };
    signal.addEventListener('abort', () => {
      resolve();
    });
    stopping.addEventListener('abort', onStopping);
    if (stopping.aborted) onStopping();
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
      stopping.removeEventListener('abort', onStopping);
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
    if (assign) this.#assign(assign.partitions);
    for (const wanted of revoke?.partitions ?? []) {
      const current = this.#assigned.get(keyOf(wanted));
      const isCurrent = wanted.sessionId === 0 || current?.wanted.sessionId === wanted.sessionId;
      if (current !== undefined && isCurrent) this.#drop(current);
    }
    if (credit) {
      this.#share.grant(checkRange('Credit', credit.bytes, 0, maxCredit));
      checkRange('Credit in all', Math.max(0, this.#share.balanceBytes), 0, maxCredit);
    }
    this.#distribute();
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
      return this.#upstreams.get(address) ?? this.#open(address);
    } catch (error) {
      this.#tell(wanted, error);
      return undefined;
    }
  }

  #open(address: string): FetchUpstream {
    const upstream: FetchUpstream = new FetchUpstream({
      address,
      channels: this.#cluster.channels,
      onMessage: (message) => {
        this.#try(() => {
          this.#receive(upstream, message);
        });
      },
      onBroken: (error) => {
        this.#broken(upstream, error);
      },
    });
    this.#upstreams.set(address, upstream);
    this.#share.open(address);
    if (!this.#isFlowing) upstream.setFlowing(false);
    return upstream;
  }

  #receive(upstream: FetchUpstream, message: Buffer): void {
    this.#checkRights();
    const items = scanFetchMessage(message);
    const kept = items.filter((item) => this.#isCurrent(upstream, item));
    const bytes = sumOf(items);
    const sentBytes = kept.length === items.length ? bytes : sumOf(kept);
    this.#share.received(upstream.address, bytes, bytes - sentBytes);
    for (const item of kept) this.#note(item);
    if (kept.some(({ hasError }) => hasError)) learnFrom(this.#cluster, errorsIn(message));
    if (kept.length > 0) this.#send(kept.length === items.length ? message : cut(message, kept));
    if (sentBytes > 0) this.#charge(sentBytes);
    this.#distribute();
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
      if (name === undefined || caller.may('read', { type: 'topic', name })) continue;
      try {
        caller.require('read', { type: 'topic', name });
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
    this.#remove(upstream);
    const isOurs = error.code === 'INVALID_REQUEST';
    if (isOurs) this.#done.reject(error);
    if (this.#isOver || isOurs) return;
    const { address } = upstream;
    this.#cluster.logger.debug({ address, code: error.code }, 'Fetch stream to a leader broke');
    this.#cluster.refresh();
    for (const assigned of [...upstream.partitions.values()]) {
      this.#end(assigned, new WeirError('LEADER_NOT_AVAILABLE', error.message, { cause: error }));
    }
    this.#distribute();
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

  #remove(upstream: FetchUpstream): void {
    this.#upstreams.delete(upstream.address);
    this.#share.close(upstream.address);
  }

  /** Gives what the client takes to the leaders that read for it, those that have nothing first. */
  #distribute(): void {
    const reading = [...this.#upstreams.values()].filter(({ partitions }) => partitions.size > 0);
    const ways = Math.max(reading.length, this.#cluster.view.nodes().length);
    const poorestFirst = reading
      .map(({ address }) => address)
      .toSorted((left, right) => this.#share.heldBy(left) - this.#share.heldBy(right));
    for (const [address, bytes] of this.#share.takeGrants(poorestFirst, ways)) {
      this.#upstreams.get(address)?.grant(bytes);
    }
    if (poorestFirst.some((address) => this.#share.isStarved(address))) this.#watchIdle();
  }

  #watchIdle(): void {
    if (this.#recall !== undefined) return;
    const counts = new Map(
      [...this.#upstreams.values()].map((upstream) => [upstream, upstream.messages]),
    );
    this.#recall = this.#cluster.clock.setTimer(idleCreditMs, () => {
      this.#recall = undefined;
      const starved = [...this.#upstreams.values()].filter(
        ({ address, partitions }) => partitions.size > 0 && this.#share.isStarved(address),
      );
      if (starved.length === 0 || !this.#isFlowing) return;
      for (const [upstream, messages] of counts) {
        const isIdle = upstream.messages === messages && this.#share.heldBy(upstream.address) > 0;
        if (isIdle && this.#upstreams.get(upstream.address) === upstream) this.#reopen(upstream);
      }
      this.#distribute();
    });
  }

  /** Credit that a leader holds cannot be taken back from it but by ending its stream. */
  #reopen(upstream: FetchUpstream): void {
    upstream.close();
    this.#remove(upstream);
    if (upstream.partitions.size === 0) return;
    const next = this.#open(upstream.address);
    for (const [key, { wanted, nextOffset }] of upstream.partitions) {
      const assigned = { wanted: resumed(wanted, nextOffset), upstream: next, nextOffset };
      this.#assigned.set(key, assigned);
      next.partitions.set(key, assigned);
    }
    next.assign([...next.partitions.values()].map(({ wanted }) => wanted));
  }

  #charge(fetchedBytes: number): void {
    const pauseMs = this.#caller.charge({ fetchedBytes });
    if (pauseMs <= 0 || this.#throttle !== undefined) return;
    this.#throttle = this.#cluster.clock.setTimer(pauseMs, () => {
      this.#throttle = undefined;
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

  get #isFlowing(): boolean {
    return this.#unsentBytes < maxUnsentBytes && this.#throttle === undefined;
  }

  #setFlow(): void {
    const isFlowing = this.#isFlowing;
    if (isFlowing === this.#wasFlowing) return;
    this.#wasFlowing = isFlowing;
    for (const upstream of this.#upstreams.values()) upstream.setFlowing(isFlowing);
  }

  #close(): void {
    this.#isOver = true;
    this.#throttle?.cancel();
    this.#recall?.cancel();
    for (const upstream of this.#upstreams.values()) upstream.close();
    this.#upstreams.clear();
    this.#assigned.clear();
  }
}

/** A leader that is asked again goes on where it was. */
function resumed(
  wanted: FetchStreamPartition,
  nextOffset: number | undefined,
): FetchStreamPartition {
  if (nextOffset === undefined) return wanted;
  const { topicId, partition, sessionId } = wanted;
  return { topicId, partition, sessionId, fetchOffset: nextOffset };
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
