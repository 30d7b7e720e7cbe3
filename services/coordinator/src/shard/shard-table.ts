import { type GroupId, shardForGroup, WeirError } from '@weir/core';
import type { GroupHost } from './group-host.ts';
import type { GroupShard } from './group-shard.ts';
import type { ShardLeases } from './shard-leases.ts';

/** The shards that this coordinator serves, and where the others are. */
export class ShardTable {
  readonly #shards = new Map<number, GroupShard>();
  #leases: ShardLeases | undefined;
  #shardCount = 0;
  #isStopping = false;

  /** To be called once the number of shards is known. */
  open(leases: ShardLeases, shardCount: number): void {
    this.#leases = leases;
    this.#shardCount = shardCount;
  }

  /** From here on every request is refused with `SHUTTING_DOWN`. */
  close(): void {
    this.#isStopping = true;
  }

  add(shard: GroupShard): void {
    this.#shards.set(shard.shard, shard);
  }

  get(shard: number): GroupShard | undefined {
    return this.#shards.get(shard);
  }

  delete(shard: number): void {
    this.#shards.delete(shard);
  }

  get numbers(): number[] {
    return [...this.#shards.keys()].toSorted((left, right) => left - right);
  }

  all(): GroupShard[] {
    return [...this.#shards.values()];
  }

  /** Every group of the shards that are served now. */
  hosts(): GroupHost[] {
    return this.all().flatMap((shard) => (this.#isServing(shard) ? shard.hosts : []));
  }

  /** Throws unless `hosts` is the whole truth of the shards held: none is being loaded. */
  requireAllLoaded(): void {
    this.#requireOpen();
    const loading = this.all().filter(({ isLoaded }) => !isLoaded).length;
    if (loading === 0) return;
    throw new WeirError('COORDINATOR_LOAD_IN_PROGRESS', `${loading} shards are being loaded`);
  }

  /**
   * The shard of a group if it is served here; else throws `NOT_COORDINATOR` with the owner,
   * `COORDINATOR_LOAD_IN_PROGRESS`, `COORDINATOR_NOT_AVAILABLE`, `STORE_UNAVAILABLE` or
   * `SHUTTING_DOWN`.
   */
  require(groupId: GroupId): GroupShard {
    const leases = this.#requireOpen();
    const number = shardForGroup(groupId, this.#shardCount);
    const shard = this.#shards.get(number);
    if (shard === undefined || !leases.owns(number)) throw this.#notOwned(number);
    if (shard.isLoaded) return shard;
    throw new WeirError('COORDINATOR_LOAD_IN_PROGRESS', `Shard ${number} is being loaded`);
  }

  /** What the members of a shard that is gone are told. */
  movedAway(shard: number): WeirError {
    if (this.#isStopping) return shuttingDown();
    return new WeirError(
      'COORDINATOR_NOT_AVAILABLE',
      `Shard ${shard} moves to another coordinator`,
    );
  }

  #requireOpen(): ShardLeases {
    if (this.#isStopping) throw shuttingDown();
    if (this.#leases !== undefined) return this.#leases;
    throw new WeirError('COORDINATOR_NOT_AVAILABLE', 'The coordinator is starting');
  }

  #isServing(shard: GroupShard): boolean {
    return shard.isLoaded && this.#leases?.owns(shard.shard) === true;
  }

  #notOwned(shard: number): WeirError {
    const failure = this.#leases?.failure;
    if (failure !== undefined) {
      return new WeirError(
        'STORE_UNAVAILABLE',
        `Who owns shard ${shard} is not known: the metadata store does not answer`,
        { cause: failure },
      );
    }
    const owner = this.#leases?.ownerOf(shard);
    if (owner === undefined) {
      return new WeirError('COORDINATOR_NOT_AVAILABLE', `Nobody owns shard ${shard} now`);
    }
    return new WeirError(
      'NOT_COORDINATOR',
      `Shard ${shard} belongs to coordinator "${owner.coordinatorId}" at ${owner.address}`,
      { metadata: { coordinator: owner.address } },
    );
  }
}

/** What clients of a coordinator that stops are told. */
function shuttingDown(): WeirError {
  return new WeirError('SHUTTING_DOWN', 'The coordinator is stopping; its groups move to others');
}
