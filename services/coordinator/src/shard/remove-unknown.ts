import { type Clock, type Random, sleep, toWeirError } from '@weir/core';
import { createBackoff, type Logger } from '@weir/runtime';
import type { MetadataStore } from '@weir/store';
import type { shardCollections } from '../store/group-documents.ts';
import type { ShardWriter } from '../store/shard-writer.ts';

const kinds = ['groups', 'members', 'offsets'] as const;

/** Which documents a shard should have, and how to reach them. */
export interface RemoveUnknownOptions {
  readonly store: Pick<MetadataStore, 'readAll'>;
  readonly collections: ReturnType<typeof shardCollections>;
  readonly writer: ShardWriter;
  readonly isKnown: Readonly<Record<(typeof kinds)[number], (key: string) => boolean>>;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** Aborts when the shard is given up. */
  readonly signal: AbortSignal;
}

/**
 * Deletes documents that a store which was set back has again and that its owner does not know; tries until
 * it has read them all, or the shard is given up.
 */
export async function removeUnknown(options: RemoveUnknownOptions): Promise<void> {
  const { clock, random, logger, signal } = options;
  const backoff = createBackoff({ minMs: 20, maxMs: 500, random });
  let isDone = false;
  while (!isDone && !signal.aborted) {
    try {
      await Promise.all(kinds.map((kind) => removeFrom(options, kind)));
      isDone = true;
    } catch (error) {
      logger.debug({ err: toWeirError(error) }, 'Documents are not read yet');
      await sleep(clock, backoff.next(), signal).catch(() => undefined);
    }
  }
}

async function removeFrom(
  { store, collections, writer, isKnown }: RemoveUnknownOptions,
  kind: (typeof kinds)[number],
): Promise<void> {
  const collection = collections[kind];
  const documents = await store.readAll(collection);
  for (const key of documents.keys()) {
    if (!isKnown[kind](key)) writer.put(key, { collection, key }, null);
  }
}
