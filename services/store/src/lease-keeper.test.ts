import { ManualClock, WeirError } from '@weir/core';
import { silentLogger } from '@weir/runtime';
import { expect, it, vi } from 'vitest';
import { LeaseKeeper } from './lease-keeper.ts';
import type { Lease, MetadataStore } from './metadata-store.ts';

/** The lease half of a store, whose answers the test decides. */
class ScriptedStore {
  isDown = false;
  isHeldByOther = false;
  isHeld = true;
  released: Lease[] = [];
  #token = 0;

  async acquireLease(name: string, { holder }: { holder: string }): Promise<Lease | null> {
    this.#check();
    if (this.isHeldByOther) return null;
    this.#token += 1;
    return { name, holder, token: this.#token, metadata: '' };
  }

  async renewLeases(): Promise<boolean[]> {
    this.#check();
    return [this.isHeld];
  }

  async releaseLease(lease: Lease): Promise<void> {
    this.released.push(lease);
  }

  #check(): void {
    if (this.isDown) throw new WeirError('STORE_UNAVAILABLE', 'Down');
  }
}

function setUp() {
  const clock = new ManualClock();
  const store = new ScriptedStore();
  const events: string[] = [];
  const keeper = new LeaseKeeper({
    store: store as unknown as MetadataStore,
    name: 'controller',
    holder: 'me',
    ttlMs: 900,
    metadata: () => 'address',
    clock,
    logger: silentLogger,
    onAcquired: ({ token }) => events.push(`acquired ${token}`),
    onLost: ({ token }) => events.push(`lost ${token}`),
  });
  const advance = async (ms: number): Promise<void> => {
    for (let passed = 0; passed < ms; passed += 50) {
      clock.advanceBy(50);
      for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
    }
  };
  return { clock, store, events, keeper, advance };
}

it('acquires a free lease and keeps it as long as it is renewed', async () => {
  const { keeper, events, advance } = setUp();
  keeper.start();
  await advance(5_000);
  expect(events).toEqual(['acquired 1']);
  expect(keeper.lease?.token).toBe(1);
});

it('waits while another holds it', async () => {
  const { keeper, store, events, advance } = setUp();
  store.isHeldByOther = true;
  keeper.start();
  await advance(2_000);
  expect(events).toEqual([]);
  store.isHeldByOther = false;
  await advance(400);
  expect(events).toEqual(['acquired 1']);
});

it('gives up by its own clock when the store does not answer for the time to live', async () => {
  const { keeper, store, events, advance } = setUp();
  keeper.start();
  await advance(100);
  store.isDown = true;
  await advance(700);
  expect(events).toEqual(['acquired 1']);
  await advance(200);
  expect(events).toEqual(['acquired 1', 'lost 1']);
  store.isDown = false;
  await advance(400);
  expect(events).toEqual(['acquired 1', 'lost 1', 'acquired 2']);
});

it('gives up at once when the store says that it is not held any more', async () => {
  const { keeper, store, events, advance } = setUp();
  keeper.start();
  await advance(100);
  store.isHeld = false;
  store.isHeldByOther = true;
  await advance(350);
  expect(events).toEqual(['acquired 1', 'lost 1']);
});

it('does not count as held when the process wakes up after its time, before any timer has run', async () => {
  const { keeper, clock, advance } = setUp();
  keeper.start();
  await advance(100);
  expect(keeper.lease?.token).toBe(1);
  const sleptAtMs = clock.monotonicMs();
  vi.spyOn(clock, 'monotonicMs').mockReturnValue(sleptAtMs + 900);
  expect(keeper.lease).toBeUndefined();
});

it('pauses after it has resigned, then competes again', async () => {
  const { keeper, store, events, advance } = setUp();
  keeper.start();
  await advance(100);
  await keeper.resign(2_000);
  expect(store.released.map(({ token }) => token)).toEqual([1]);
  await advance(1_900);
  expect(events).toEqual(['acquired 1', 'lost 1']);
  await advance(200);
  expect(events).toEqual(['acquired 1', 'lost 1', 'acquired 2']);
});

it('gives the lease back when it stops', async () => {
  const { keeper, store, events, advance } = setUp();
  keeper.start();
  await advance(100);
  await keeper.stop();
  expect(store.released.map(({ token }) => token)).toEqual([1]);
  await advance(2_000);
  expect(events).toEqual(['acquired 1', 'lost 1']);
});
