import { type ReadonlySignal, signal } from '@preact/signals';
import { type ApiError, isAbort, toApiError } from './api-error.ts';

/** What is known of something that is asked for again and again. */
export interface PollState<T> {
  /** The last answer; kept while later requests fail. */
  readonly data: T | undefined;
  /** Why the last request failed; absent once one succeeds. */
  readonly error: ApiError | undefined;
  /** When `data` came, Unix time in milliseconds. */
  readonly atMs: number | undefined;
}

/** What a poller has of the world. */
export interface PollerPorts<T> {
  readonly load: (signal: AbortSignal) => Promise<T>;
  /** Nothing is asked for while nobody sees the page. */
  readonly isHidden: () => boolean;
  /** Runs `callback` after `delayMs`; the answer takes that back. */
  readonly schedule: (callback: () => void, delayMs: number) => () => void;
  readonly nowMs: () => number;
}

const maxDelayMs = 10_000;

const nothingKnown = { data: undefined, error: undefined, atMs: undefined } as const;

/** Time until the next request: the interval, doubled for each failure in a row, 10 s at most. */
export function nextDelayMs(intervalMs: number, failures: number): number {
  return Math.max(intervalMs, Math.min(maxDelayMs, intervalMs * 2 ** failures));
}

/**
 * Asks for one thing as long as somebody wants it, as often as the most eager one does.
 *
 * Invariants:
 *   - There is one request at a time (`poller.test.ts`: never has two requests under way).
 *   - Nothing is asked for, and no timer runs, without subscribers or while hidden.
 */
export class Poller<T> {
  readonly #ports: PollerPorts<T>;
  readonly #state = signal<PollState<T>>(nothingKnown);
  readonly #intervals = new Map<symbol, number>();
  #running: AbortController | undefined;
  #cancelTimer: (() => void) | undefined;
  #failures = 0;
  #isWanted = false;

  constructor(ports: PollerPorts<T>) {
    this.#ports = ports;
  }

  get state(): ReadonlySignal<PollState<T>> {
    return this.#state;
  }

  get isIdle(): boolean {
    return this.#intervals.size === 0;
  }

  /** Starts asking every `intervalMs`; the answer ends that. */
  subscribe(intervalMs: number): () => void {
    const key = Symbol('subscriber');
    this.#intervals.set(key, intervalMs);
    this.#plan();
    return () => {
      this.#intervals.delete(key);
      if (this.isIdle) this.#stop();
    };
  }

  /** Asks now, or as soon as the request under way has ended. */
  readonly refresh = (): void => {
    this.#failures = 0;
    if (this.#running === undefined) void this.#ask();
    else this.#isWanted = true;
  };

  /** Forgets what is known and asks anew, where somebody wants it: another caller is signed in. */
  reset(): void {
    this.#stop();
    this.#failures = 0;
    this.#state.value = nothingKnown;
    this.#plan();
  }

  /** Tells it that the page is seen or hidden. */
  visibilityChanged(): void {
    if (this.#ports.isHidden()) this.#clearTimer();
    else if (!this.isIdle) this.#plan();
  }

  /** The next request is due an interval after the last answer. */
  #plan(): void {
    if (this.#running !== undefined || this.isIdle || this.#ports.isHidden()) return;
    this.#clearTimer();
    const intervalMs = Math.min(...this.#intervals.values());
    const { atMs } = this.#state.value;
    const agoMs = atMs === undefined ? Infinity : this.#ports.nowMs() - atMs;
    const delayMs =
      this.#failures > 0 ? nextDelayMs(intervalMs, this.#failures) : intervalMs - agoMs;
    this.#cancelTimer = this.#ports.schedule(() => void this.#ask(), Math.max(0, delayMs));
  }

  async #ask(): Promise<void> {
    this.#clearTimer();
    const running = new AbortController();
    this.#running = running;
    try {
      const data = await this.#ports.load(running.signal);
      // It may have been answered just as it was given up.
      running.signal.throwIfAborted();
      this.#failures = 0;
      this.#state.value = { data, error: undefined, atMs: this.#ports.nowMs() };
    } catch (error) {
      if (!isAbort(error)) {
        this.#failures += 1;
        this.#fail(toApiError(error));
      }
    }
    if (this.#running === running) this.#running = undefined;
    if (this.#isWanted && this.#running === undefined) {
      this.#isWanted = false;
      await this.#ask();
    } else this.#plan();
  }

  /** What one may no longer see is not kept. */
  #fail(error: ApiError): void {
    const isRefused = error.status === 401 || error.status === 403;
    this.#state.value = { ...(isRefused ? nothingKnown : this.#state.value), error };
  }

  #stop(): void {
    this.#clearTimer();
    this.#running?.abort();
    this.#running = undefined;
    this.#isWanted = false;
  }

  #clearTimer(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }
}
