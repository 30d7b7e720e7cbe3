/** Lets one waiter sleep until something happens; what happened meanwhile is not missed. */
export class Wakeup {
  #waiting: (() => void) | undefined;
  #isNotified = false;

  /** Something happened. */
  notify(): void {
    const resolve = this.#waiting;
    this.#waiting = undefined;
    if (resolve === undefined) this.#isNotified = true;
    else resolve();
  }

  /** Resolves at the next `notify`, or at once when there was one since the last wait. */
  wait(): Promise<void> {
    if (this.#isNotified) {
      this.#isNotified = false;
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }
}
