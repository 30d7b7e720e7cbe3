import type { Clock, Timer } from '@weir/core';

const windowMs = 1_000;
const linesPerWindow = 10;
const maxPrincipals = 1_000;
/** Stands for everybody above the limit. */
const others = 'others';

interface Window {
  lines: number;
  leftOut: number;
}

/** Lets ten lines of each principal through in a second, and tells how many more there were. */
export class AuditRate {
  readonly #clock: Clock;
  readonly #tell: (who: string, leftOut: number) => void;
  #windows = new Map<string, Window>();
  #timer: Timer | undefined;

  constructor(clock: Clock, tell: (who: string, leftOut: number) => void) {
    this.#clock = clock;
    this.#tell = tell;
  }

  /** Whether a line about them may be written. */
  admits(who: string): boolean {
    this.#timer ??= this.#clock.setTimer(windowMs, () => {
      this.#end();
    });
    const window = this.#windowOf(who);
    const isAdmitted = window.lines < linesPerWindow;
    if (isAdmitted) window.lines += 1;
    else window.leftOut += 1;
    return isAdmitted;
  }

  /** Tells what was left out so far. */
  stop(): void {
    this.#timer?.cancel();
    this.#end();
  }

  #windowOf(who: string): Window {
    const key = this.#windows.size < maxPrincipals || this.#windows.has(who) ? who : others;
    const known = this.#windows.get(key);
    if (known !== undefined) return known;
    const window = { lines: 0, leftOut: 0 };
    this.#windows.set(key, window);
    return window;
  }

  #end(): void {
    this.#timer = undefined;
    const ended = this.#windows;
    this.#windows = new Map();
    for (const [who, { leftOut }] of ended) if (leftOut > 0) this.#tell(who, leftOut);
  }
}
