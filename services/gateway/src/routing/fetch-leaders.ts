import type { Timer, WeirError } from '@weir/core';
import type { Cluster } from '@weir/client/for-gateway';
import type { FetchStreamPartition } from '@weir/protos';
import { CreditShare } from './credit-share.ts';
import { type AssignedFetch, FetchUpstream } from './fetch-upstream.ts';

/** Whom the leaders of a fetch stream tell. */
export interface FetchLeadersOptions {
  readonly cluster: Cluster;
  /** A `weir.v1.FetchStreamResponse`, as it came. */
  readonly onMessage: (upstream: FetchUpstream, message: Buffer) => void;
  /** A leader's stream has ended; its partitions are still in it. */
  readonly onBroken: (upstream: FetchUpstream, error: WeirError) => void;
}

/** How long a leader may hold credit and send nothing while another one needs it. */
const idleCreditMs = 100;

/**
 * The streams to the leaders that serve one client's fetch stream, and what each of them may send.
 *
 * A stream stays open when its last partition has gone: there are no more of them than nodes.
 *
 * Invariants:
 *   - Leaders hold no more credit together than the client still takes (`CreditShare`).
 *   - No leader holds credit idle for long while another one has none: its stream is opened anew, from where
 *     it was.
 * Tests: `fetch-relay.test.ts`.
 */
export class FetchLeaders {
  readonly #options: FetchLeadersOptions;
  readonly #share = new CreditShare();
  readonly #upstreams = new Map<string, FetchUpstream>();
  #recall: Timer | undefined;
  #isFlowing = true;

  constructor(options: FetchLeadersOptions) {
    this.#options = options;
  }

  /** What the client still takes, in bytes. */
  get balanceBytes(): number {
    return this.#share.balanceBytes;
  }

  /** The stream to the leader at an address, opened if there is none. */
  at(address: string): FetchUpstream {
    return this.#upstreams.get(address) ?? this.#open(address);
  }

  /** The client takes so many bytes more. */
  grant(bytes: number): void {
    this.#share.grant(bytes);
  }

  /** A leader has sent bytes, of which `droppedBytes` do not go on. */
  received({ address }: FetchUpstream, bytes: number, droppedBytes: number): void {
    this.#share.received(address, bytes, droppedBytes);
  }

  /** Gives what the client takes to the leaders that read for it, those that have nothing first. */
  distribute(): void {
    const reading = [...this.#upstreams.values()].filter(({ partitions }) => partitions.size > 0);
    const ways = Math.max(reading.length, this.#options.cluster.view.nodes().length);
    const poorestFirst = reading
      .map(({ address }) => address)
      .toSorted((left, right) => this.#share.heldBy(left) - this.#share.heldBy(right));
    for (const [address, bytes] of this.#share.takeGrants(poorestFirst, ways)) {
      this.#upstreams.get(address)?.grant(bytes);
    }
    if (poorestFirst.some((address) => this.#share.isStarved(address))) this.#watchIdle();
  }

  /** Reads what leaders send, or leaves it where it is. */
  setFlowing(isFlowing: boolean): void {
    if (isFlowing === this.#isFlowing) return;
    this.#isFlowing = isFlowing;
    for (const upstream of this.#upstreams.values()) upstream.setFlowing(isFlowing);
  }

  /** Ends all streams. */
  close(): void {
    this.#recall?.cancel();
    for (const upstream of this.#upstreams.values()) upstream.close();
    this.#upstreams.clear();
  }

  #open(address: string): FetchUpstream {
    const { cluster, onMessage, onBroken } = this.#options;
    const upstream: FetchUpstream = new FetchUpstream({
      address,
      channels: cluster.channels,
      onMessage: (message) => {
        onMessage(upstream, message);
      },
      onBroken: (error) => {
        this.#remove(upstream);
        onBroken(upstream, error);
      },
    });
    this.#upstreams.set(address, upstream);
    this.#share.open(address);
    if (!this.#isFlowing) upstream.setFlowing(false);
    return upstream;
  }

  #remove({ address }: FetchUpstream): void {
    this.#upstreams.delete(address);
    this.#share.close(address);
  }

  #watchIdle(): void {
    if (this.#recall !== undefined) return;
    const before = new Map(
      [...this.#upstreams.values()].map((upstream) => [upstream, upstream.messages]),
    );
    this.#recall = this.#options.cluster.clock.setTimer(idleCreditMs, () => {
      this.#recall = undefined;
      if (this.#isFlowing) this.#takeBack(before);
      this.distribute();
    });
  }

  /** Takes credit from leaders that have sent nothing since, if another one needs it still. */
  #takeBack(messagesBefore: ReadonlyMap<FetchUpstream, number>): void {
    const upstreams = [...this.#upstreams.values()];
    const isNeeded = upstreams.some(
      ({ address, partitions }) => partitions.size > 0 && this.#share.isStarved(address),
    );
    if (!isNeeded) return;
    for (const upstream of upstreams) {
      const isIdle = messagesBefore.get(upstream) === upstream.messages;
      if (isIdle && this.#share.heldBy(upstream.address) > 0) this.#reopen(upstream);
    }
  }

  /** What a leader holds cannot be taken back from it but by ending its stream. */
  #reopen(upstream: FetchUpstream): void {
    upstream.close();
    this.#remove(upstream);
    if (upstream.partitions.size === 0) return;
    const next = this.#open(upstream.address);
    for (const [key, assigned] of upstream.partitions) {
      assigned.upstream = next;
      next.partitions.set(key, assigned);
    }
    next.assign([...next.partitions.values()].map(resumed));
  }
}

/** A leader that is asked again goes on where it was. */
function resumed({ wanted, nextOffset }: AssignedFetch): FetchStreamPartition {
  if (nextOffset === undefined) return wanted;
  const { topicId, partition, sessionId } = wanted;
  return { topicId, partition, sessionId, fetchOffset: nextOffset };
}
