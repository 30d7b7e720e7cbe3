import type { Clock, Timer } from '@weir/core';
import type { AuditEvent } from './audit-log.ts';

const windowMs = 1_000;
const linesPerWindow = 10;
const maxPrincipals = 1_000;
/** Stands for everybody above the limit. */
const others = 'others';

/** What was left out of one principal's lines in a window. */
export interface LeftOut {
  /** A principal or host; `others` for all above the limit. */
  readonly who: string;
  readonly count: number;
  /** Those of them that would have been kept, and the first one. */
  readonly keptCount: number;
  readonly firstKept: AuditEvent | undefined;
}

interface Window {
  lines: number;
  leftOut: number;
  kept: number;
  firstKept: AuditEvent | undefined;
}

/** Lets ten lines of each principal through in a second, and tells how many more there were. */
export class AuditRate {
  readonly #clock: Clock;
  readonly #tell: (leftOut: LeftOut) => void;
  #windows = new Map<string, Window>();
  #timer: Timer | undefined;

  constructor(clock: Clock, tell: (leftOut: LeftOut) => void) {
    this.#clock = clock;
    this.#tell = tell;
  }

  /** Whether a line about them may be written; `kept` is one that is kept beside the log. */
  admits(who: string, kept?: AuditEvent): boolean {
    this.#timer ??= this.#clock.setTimer(windowMs, () => {
      this.#end();
    });
    const window = this.#windowOf(who);
    const isAdmitted = window.lines < linesPerWindow;
    if (isAdmitted) window.lines += 1;
    else {
      window.leftOut += 1;
      if (kept !== undefined) {
        window.kept += 1;
        window.firstKept ??= kept;
      }
    }
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
    const window = { lines: 0, leftOut: 0, kept: 0, firstKept: undefined };
    this.#windows.set(key, window);
    return window;
  }

  #end(): void {
    this.#timer = undefined;
    const ended = this.#windows;
    this.#windows = new Map();
    for (const [who, { leftOut, kept, firstKept }] of ended) {
      if (leftOut > 0) this.#tell({ who, count: leftOut, keptCount: kept, firstKept });
    }
  }
}
