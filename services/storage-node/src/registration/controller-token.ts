import { WeirError } from '@weir/core';

/** The highest fencing token that any controller has shown: an older controller is refused. */
export class ControllerToken {
  #highest = 0;

  get highest(): number {
    return this.#highest;
  }

  /** Takes a token that came from a controller which this node asked itself. */
  raise(token: number): void {
    if (token > this.#highest) this.#highest = token;
  }

  /** Takes a caller's token; `STALE_CONTROLLER_TOKEN` when a higher one was seen. */
  check(token: number): void {
    if (token < this.#highest) {
      throw new WeirError(
        'STALE_CONTROLLER_TOKEN',
        `Controller token ${token} is older than ${this.#highest}`,
      );
    }
    this.#highest = token;
  }
}
