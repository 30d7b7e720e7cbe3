import { Buffer } from 'node:buffer';

import { invariant } from './invariant.ts';
import { positiveMurmur2 } from './murmur2.ts';

/** Coordinator shards of a cluster unless it was created with another number. */
export const defaultShardCount = 64;

/** The coordinator shard of a group: from 0 to `shardCount` − 1, the same for every caller. */
export function shardForGroup(groupId: string, shardCount: number = defaultShardCount): number {
  invariant(Number.isSafeInteger(shardCount) && shardCount > 0, 'a cluster has shards');
  return positiveMurmur2(Buffer.from(groupId)) % shardCount;
}
