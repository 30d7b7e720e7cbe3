import type { Logger } from '@weir/runtime';
import type { MetadataStore, StoredDocument } from '@weir/store';
import type { shardCollections } from '../store/group-documents.ts';
import { SavedGroups } from './saved-groups.ts';

/** From where a shard is read. */
export interface ReadShardOptions {
  readonly store: Pick<MetadataStore, 'readAll'>;
  readonly collections: ReturnType<typeof shardCollections>;
  /** Assignor of groups whose own document is missing. */
  readonly defaultAssignor: string;
  readonly logger: Logger;
}

/** All that the store has of a shard. */
export interface ReadShard {
  readonly saved: SavedGroups;
  /** The documents of the bookmark. */
  readonly bookmark: ReadonlyMap<string, StoredDocument>;
}

/** Reads a shard's documents. */
export async function readShard(options: ReadShardOptions): Promise<ReadShard> {
  const { store, collections, defaultAssignor } = options;
  const saved = new SavedGroups(defaultAssignor);
  // The bookmark first: what it says is true of documents that are read later.
  const bookmark = await store.readAll(collections.journal);
  const decoders = [
    [collections.groups, (key: string, text: string) => saved.addGroup(key, text)],
    [collections.members, (key: string, text: string) => saved.addMember(key, text)],
    [collections.offsets, (key: string, text: string) => saved.addOffset(key, text)],
  ] as const;
  await Promise.all(
    decoders.map(async ([collection, decode]) => {
      decodeAll(options, { collection, documents: await store.readAll(collection), decode });
    }),
  );
  return { saved, bookmark };
}

/** A document that does not decode is left out, not a reason to have no shard. */
function decodeAll(
  { logger }: ReadShardOptions,
  {
    collection,
    documents,
    decode,
  }: {
    readonly collection: string;
    readonly documents: ReadonlyMap<string, StoredDocument>;
    readonly decode: (key: string, text: string) => void;
  },
): void {
  for (const [key, { value }] of documents) {
    try {
      decode(key, value);
    } catch (error) {
      logger.error({ collection, key, err: error }, 'Document does not decode');
    }
  }
}
