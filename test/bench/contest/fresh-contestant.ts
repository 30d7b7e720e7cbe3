import type { Contestant, Measurement, Variant } from './contestant.ts';
import type { Figures } from './figure.ts';

/** What a contestant does that starts anew for each measurement. */
export interface FreshContestantOptions<Case extends Variant> {
  readonly name: string;
  readonly readVersion: () => Promise<string> | string;
  /** Starts the system, measures, and ends all that it started. `trial` is unique among the case's. */
  readonly measure: (variant: Case, trial: string) => Promise<Figures>;
  /** Whether the first measurement of a case is thrown away: it fills the page cache. */
  readonly warmsUp: boolean;
}

/** A system that is brought up for each measurement, as what is measured is its start or its growth. */
export class FreshContestant<Case extends Variant> implements Contestant<Case> {
  readonly #options: FreshContestantOptions<Case>;
  #version = '';

  constructor(options: FreshContestantOptions<Case>) {
    this.#options = options;
  }

  get name(): string {
    return this.#options.name;
  }

  version(): string {
    return this.#version;
  }

  async prepare(variant: Case): Promise<void> {
    if (this.#options.warmsUp) await this.#options.measure(variant, 'warm-up');
  }

  async measure(variant: Case, pair: number): Promise<Measurement> {
    return { figures: await this.#options.measure(variant, `${pair}`) };
  }

  /** None that live over a measurement. */
  servers(): readonly [] {
    return [];
  }

  async start(): Promise<void> {
    this.#version = await this.#options.readVersion();
  }

  async arrange(): Promise<void> {
    // Each measurement makes what it needs.
  }

  async clear(): Promise<void> {
    // Each measurement removes what it made.
  }

  async stop(): Promise<void> {
    // Each measurement ends what it started.
  }
}
