import type { Random } from '@weir/core';
import type { Fence, Mutation, MutationResult } from '@weir/store';
import { SimulatedRedis } from '../../world/simulated-redis.ts';

/** A document that is stored now: its value, or null when it is gone. */
export interface StoredChange {
  readonly collection: string;
  readonly key: string;
  readonly value: string | null;
}

/** Who watches the store. */
export interface RedisWatch {
  /** A write has been carried out. */
  readonly written: (changes: readonly StoredChange[]) => void;
  /** Something that was stored is not stored any more. */
  readonly storeLost: (readAll: (collection: string) => StoredChange[]) => void;
}

/** A store that tells what each write has changed, and when it has lost something. */
export class WatchedRedis extends SimulatedRedis {
  readonly #watch: RedisWatch;

  constructor(random: Random, nowMs: () => number, watch: RedisWatch) {
    super(random, nowMs);
    this.#watch = watch;
  }

  override wipe(): void {
    super.wipe();
    this.#tellLost();
  }

  override rollBack(): void {
    super.rollBack();
    this.#tellLost();
  }

  override write(fence: Fence, mutations: readonly Mutation[]): MutationResult[] {
    const results = super.write(fence, mutations);
    this.#watch.written(
      mutations.flatMap((mutation, index) => {
        if (results[index]?.ok !== true) return [];
        const { kind, collection, key } = mutation;
        return { collection, key, value: kind === 'put' ? mutation.value : null };
      }),
    );
    return results;
  }

  #tellLost(): void {
    this.#watch.storeLost((collection) =>
      Array.from(this.readAll(collection), ([key, { value }]) => ({ collection, key, value })),
    );
  }
}
