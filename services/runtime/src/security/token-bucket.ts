/**
 * What may be used by and by: it fills at a rate, up to what one second brings.
 *
 * Pure state: the time comes in. Use may take more than there is; the debt is then waited for.
 */
export class TokenBucket {
  #balance: number;
  #filledAtMs: number;
  #perSecond: number;

  constructor(perSecond: number, nowMs: number) {
    this.#perSecond = perSecond;
    this.#balance = perSecond;
    this.#filledAtMs = nowMs;
  }

  /** How long until there is no debt, in milliseconds; 0 without one. */
  waitMs(perSecond: number, nowMs: number): number {
    this.#fill(perSecond, nowMs);
    return this.#balance >= 0 ? 0 : Math.ceil((-this.#balance * 1_000) / this.#perSecond);
  }

  take(amount: number): void {
    this.#balance -= amount;
  }

  /** Whether a new one would be no different. */
  isFull(nowMs: number): boolean {
    this.#fill(this.#perSecond, nowMs);
    return this.#balance >= this.#perSecond;
  }

  #fill(perSecond: number, nowMs: number): void {
    const gained = ((nowMs - this.#filledAtMs) * this.#perSecond) / 1_000;
    this.#perSecond = perSecond;
    this.#balance = Math.min(this.#perSecond, this.#balance + gained);
    this.#filledAtMs = nowMs;
  }
}
