import type { Clock, NodeId, Random } from '@weir/core';
import type { ChannelPool, Logger, Metrics, SecurityView } from '@weir/runtime';

import type { FileSystem } from './log/file-system.ts';
import type { StorageNodeConfig } from './storage-node-config.ts';

/** What a storage node is made of. */
export interface StorageNodeOptions {
  readonly nodeId: NodeId;
  readonly dataDirectory: string;
  /** The machine, for placement. */
  readonly host: string;
  /** The failure domain, for placement; may be empty. */
  readonly rack: string;
  /** `host:port` of every controller. */
  readonly controllers: readonly string[];
  /** `host:port` at which clients, peers and controllers reach this node; known once it listens. */
  readonly advertisedAddress: () => string;
  /** `host:port` at which clients outside the cluster reach this node; none by default. */
  readonly externalAddress?: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly channels: ChannelPool;
  readonly metrics?: Metrics;
  /** Where this process keeps who may do what; one of its own by default. */
  readonly security?: SecurityView;
  readonly config?: Partial<StorageNodeConfig>;
  /** Where segments lie; the system's by default. */
  readonly fileSystem?: FileSystem;
}
