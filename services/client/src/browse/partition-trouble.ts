import { WeirError } from '@weir/core';

const firstRestMs = 25;
const longestRestMs = 500;

/** How long a partition has not been readable, and when it is asked again. */
export class PartitionTrouble {
  readonly #sinceMs: number;
  #restMs = firstRestMs;
  #untilMs = 0;

  constructor(nowMs: number) {
    this.#sinceMs = nowMs;
  }

  /** It is left alone until then. */
  get untilMs(): number {
    return this.#untilMs;
  }

  lastsLongerThan(troubleMs: number, nowMs: number): boolean {
    return nowMs - this.#sinceMs >= troubleMs;
  }

  /** Leaves it alone, each time for longer. */
  rest(nowMs: number): void {
    this.#untilMs = nowMs + this.#restMs;
    this.#restMs = Math.min(longestRestMs, this.#restMs * 2);
  }

  /** What to say of a leader that answers with nothing, though there should be something. */
  silence(partition: number): WeirError {
    return new WeirError(
      'OFFSET_NOT_AVAILABLE',
      `The leader of partition ${partition} has given nothing of what it said it has: try again`,
    );
  }
}
