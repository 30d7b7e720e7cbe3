import type { Clock, NodeId, Offset, Random } from '@weir/core';
import type { ReplicateHelloInput } from '@weir/protos';
import type { ChannelPool, Logger } from '@weir/runtime';

import type { FollowerEndpoint, FollowerLinks } from '../partition/replication-ports.ts';
import type { Vote } from '../replication/replica-effect.ts';
import { ReplicationLink } from './replication-link.ts';

/** What the links of a node share. */
export interface ReplicationLinksOptions {
  readonly channels: ChannelPool;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly hello: () => ReplicateHelloInput;
}

/** One link for each node that leads a partition that is followed here. */
export class ReplicationLinks implements FollowerLinks {
  readonly #options: ReplicationLinksOptions;
  readonly #links = new Map<string, ReplicationLink>();
  readonly #linkOf = new Map<FollowerEndpoint, ReplicationLink>();

  constructor(options: ReplicationLinksOptions) {
    this.#options = options;
  }

  attach(endpoint: FollowerEndpoint, _leader: NodeId, address: string): void {
    this.detach(endpoint);
    let link = this.#links.get(address);
    if (link === undefined) {
      link = new ReplicationLink({ ...this.#options, address });
      this.#links.set(address, link);
    }
    this.#linkOf.set(endpoint, link);
    link.attach(endpoint);
  }

  detach(endpoint: FollowerEndpoint): void {
    const link = this.#linkOf.get(endpoint);
    if (link === undefined) return;
    this.#linkOf.delete(endpoint);
    link.detach(endpoint);
    if (!link.isEmpty) return;
    // At the end of the turn: when a node's partitions change hands, others may come.
    queueMicrotask(() => {
      this.#closeIfEmpty(link);
    });
  }

  join(endpoint: FollowerEndpoint, session: number, vote: Vote): void {
    this.#linkOf.get(endpoint)?.join(endpoint, session, vote);
  }

  start(
    endpoint: FollowerEndpoint,
    position: {
      readonly session: number;
      readonly logEndOffset: Offset;
      readonly lastEpoch: number;
    },
  ): void {
    this.#linkOf.get(endpoint)?.start(endpoint, position);
  }

  acknowledge(endpoint: FollowerEndpoint): void {
    this.#linkOf.get(endpoint)?.acknowledge(endpoint);
  }

  rejoin(endpoint: FollowerEndpoint, session: number): void {
    this.#linkOf.get(endpoint)?.rejoin(endpoint, session);
  }

  /** Ends every stream. */
  close(): void {
    for (const link of this.#links.values()) link.close();
    this.#links.clear();
    this.#linkOf.clear();
  }

  #closeIfEmpty(link: ReplicationLink): void {
    if (!link.isEmpty) return;
    for (const [address, known] of this.#links) if (known === link) this.#links.delete(address);
    link.close();
  }
}
