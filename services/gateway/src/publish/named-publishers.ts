import type { Weir } from '@weir/client';
import { type Clock, type Timer, WeirError } from '@weir/core';
import { NamedPublisher } from './named-publisher.ts';
import type { PublishGate } from './publish-gate.ts';

/** What the table works with. */
export interface NamedPublishersOptions {
  readonly weir: Weir;
  readonly gate: PublishGate;
  readonly clock: Clock;
}

interface Entry {
  readonly publisher: NamedPublisher;
  readonly usedAtMs: number;
}

const maxPublishers = 1_000;
const idleMs = 60_000;

/**
 * The named publishers that this gateway has open.
 *
 * Invariants:
 *   - At most 1,000 are open; the one that has been idle longest makes room, and each after a minute.
 *   - None is closed while it has a request at hand.
 */
export class NamedPublishers {
  readonly #options: NamedPublishersOptions;
  /** In the order of their last use. */
  readonly #entries = new Map<string, Entry>();
  #sweep: Timer | undefined;

  constructor(options: NamedPublishersOptions) {
    this.#options = options;
  }

  /** The publisher of a name; `RESOURCE_EXHAUSTED` while too many others are busy. */
  open(name: string): NamedPublisher {
    const { clock } = this.#options;
    const nowMs = clock.monotonicMs();
    const known = this.#entries.get(name);
    this.#entries.delete(name);
    const publisher = known?.publisher ?? this.#make(name, nowMs);
    this.#entries.set(name, { publisher, usedAtMs: nowMs });
    this.#sweepLater();
    return publisher;
  }

  /** Gives all up. */
  close(): void {
    this.#sweep?.cancel();
    for (const { publisher } of this.#entries.values()) publisher.close();
    this.#entries.clear();
  }

  #sweepLater(): void {
    const { clock } = this.#options;
    this.#sweep ??= clock.setTimer(idleMs, () => {
      this.#sweep = undefined;
      this.#closeIdle(clock.monotonicMs());
      if (this.#entries.size > 0) this.#sweepLater();
    });
  }

  #closeIdle(nowMs: number): void {
    for (const [name, { publisher, usedAtMs }] of this.#entries) {
      const isFull = this.#entries.size >= maxPublishers;
      if (!isFull && nowMs - usedAtMs < idleMs) return;
      if (publisher.isBusy) continue;
      publisher.close();
      this.#entries.delete(name);
    }
  }

  #make(name: string, nowMs: number): NamedPublisher {
    const { weir, gate } = this.#options;
    this.#closeIdle(nowMs);
    if (this.#entries.size < maxPublishers) return new NamedPublisher({ name, weir, gate });
    throw new WeirError(
      'RESOURCE_EXHAUSTED',
      `${maxPublishers} named publishers are busy at this gateway: try again later`,
      { metadata: { retry_after_ms: '1000' } },
    );
  }
}
