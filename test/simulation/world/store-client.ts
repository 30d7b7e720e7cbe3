import { toWeirError, WeirError } from '@weir/core';
import type {
  Fence,
  Lease,
  LeaseRequest,
  MetadataStore,
  Mutation,
  MutationResult,
  StoredDocument,
} from '@weir/store';
import type { SimulatedNetwork } from './simulated-network.ts';
import type { SimulatedProcess } from './simulated-process.ts';
import type { SimulatedRedis } from './simulated-redis.ts';

const deadlineMs = 500;

/** What a client of the store works with. */
export interface StoreClientOptions {
  readonly process: SimulatedProcess;
  readonly network: SimulatedNetwork;
  /** Where the store runs, for the network. */
  readonly storeProcess: SimulatedProcess;
  /** The master that this process reaches now: of two there may be either. */
  readonly master: () => SimulatedRedis;
}

/** A controller's way to the store: each call takes its time and may fail on either way. */
export class StoreClient implements MetadataStore {
  readonly #options: StoreClientOptions;

  constructor(options: StoreClientOptions) {
    this.#options = options;
  }

  async open(): Promise<void> {
    // There is nothing to connect.
  }

  incarnation(): Promise<string> {
    return this.#call((redis) => redis.incarnation);
  }

  acquireLease(name: string, request: LeaseRequest): Promise<Lease | null> {
    return this.#call((redis) => redis.acquireLease(name, request));
  }

  renewLeases(leases: readonly Lease[], ttlMs: number): Promise<boolean[]> {
    return this.#call((redis) => redis.renewLeases(leases, ttlMs));
  }

  releaseLease(lease: Lease): Promise<void> {
    return this.#call((redis) => redis.releaseLease(lease));
  }

  listLeases(prefix: string): Promise<Lease[]> {
    return this.#call((redis) => redis.listLeases(prefix));
  }

  read(collection: string, key: string): Promise<StoredDocument | null> {
    return this.#call((redis) => redis.read(collection, key));
  }

  readAll(collection: string): Promise<Map<string, StoredDocument>> {
    return this.#call((redis) => redis.readAll(collection));
  }

  write(fence: Fence, mutations: readonly Mutation[]): Promise<MutationResult[]> {
    return this.#call((redis) => redis.write(fence, mutations));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // There is nothing to close.
  }

  /** A command over a connection: in order, once, but perhaps without an answer. */
  #call<Answer>(command: (redis: SimulatedRedis) => Answer): Promise<Answer> {
    const { process, network, storeProcess, master } = this.#options;
    return new Promise((resolve, reject) => {
      network.call<{ readonly value: Answer }>({
        from: process,
        to: storeProcess,
        deadlineMs,
        handle: (answer, fail) => {
          const redis = master();
          if (redis.isDown) {
            fail(unavailable());
            return;
          }
          try {
            answer({ value: command(redis) });
          } catch (error) {
            fail(toWeirError(error));
          }
        },
        finish: (error, answer) => {
          if (answer !== undefined) resolve(answer.value);
          else reject(error?.code === 'STORE_FENCED' ? error : unavailable());
        },
      });
    });
  }
}

function unavailable(): WeirError {
  return new WeirError('STORE_UNAVAILABLE', 'The metadata store does not answer');
}
