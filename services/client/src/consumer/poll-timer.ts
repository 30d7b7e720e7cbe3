import type { Clock, Timer } from '@weir/core';

/** Tells when the application has had one batch in hand for too long. */
export class PollTimer {
  readonly #clock: Clock;
  readonly #limitMs: number;
  readonly #onHung: () => void;
  #timer: Timer | undefined;

  constructor(clock: Clock, limitMs: number, onHung: () => void) {
    this.#clock = clock;
    this.#limitMs = limitMs;
    this.#onHung = onHung;
  }

  /** A batch was given. */
  given(): void {
    this.#timer?.cancel();
    this.#timer = this.#clock.setTimer(this.#limitMs, this.#onHung);
  }

  /** The application asked for more, or has ended its iteration. */
  asked(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }
}
