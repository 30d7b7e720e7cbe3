import type { Socket } from 'node:net';
import type { LinkRule } from './link-rule.ts';

/** Where the bytes come from, where they go, and the rule of the moment. */
export interface OneWayPipeOptions {
  readonly source: Socket;
  readonly sink: Socket;
  readonly rule: () => LinkRule;
}

interface Delayed {
  /** Undefined for the end of the stream. */
  readonly bytes: Buffer | undefined;
  readonly dueAtMs: number;
}

const maxQueuedBytes = 4 * 1024 * 1024;

/**
 * Moves the bytes of one direction of a connection, as the rule of their link says.
 *
 * Invariants:
 *   - What arrives is a prefix of what was sent: once bytes were lost none follow.
 */
export class OneWayPipe {
  readonly #options: OneWayPipeOptions;
  readonly #queue: Delayed[] = [];
  #queuedBytes = 0;
  #timer: NodeJS.Timeout | undefined;
  #hasLost = false;

  constructor(options: OneWayPipeOptions) {
    this.#options = options;
    const { source } = options;
    source.on('data', (bytes) => {
      this.#take(bytes);
    });
    source.on('end', () => {
      this.#take(undefined);
    });
    source.on('error', () => {
      this.#passOnReset();
    });
    source.on('close', () => {
      clearTimeout(this.#timer);
    });
  }

  /** Whether something was swallowed: the connection is of no use any more. */
  get hasLost(): boolean {
    return this.#hasLost;
  }

  #take(bytes: Buffer | undefined): void {
    const { isSilent, delayMs } = this.#options.rule();
    this.#hasLost ||= isSilent;
    if (this.#hasLost) return;

    if (delayMs === 0 && this.#queue.length === 0) {
      this.#deliver(bytes);
      return;
    }
    this.#queue.push({ bytes, dueAtMs: performance.now() + delayMs });
    this.#queuedBytes += bytes?.length ?? 0;
    if (this.#queuedBytes > maxQueuedBytes) this.#options.source.pause();
    this.#schedule();
  }

  #schedule(): void {
    const [next] = this.#queue;
    if (next === undefined || this.#timer !== undefined) return;
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        this.#deliverDue();
        this.#schedule();
      },
      Math.max(0, next.dueAtMs - performance.now()),
    );
  }

  #deliverDue(): void {
    const nowMs = performance.now();
    for (let next = this.#queue[0]; next !== undefined; next = this.#queue[0]) {
      if (next.dueAtMs > nowMs) return;
      this.#queue.shift();
      this.#queuedBytes -= next.bytes?.length ?? 0;
      this.#options.source.resume();
      this.#deliver(next.bytes);
    }
  }

  #deliver(bytes: Buffer | undefined): void {
    const { source, sink } = this.#options;
    if (sink.destroyed) return;
    if (bytes === undefined) {
      sink.end();
    } else if (!sink.write(bytes)) {
      source.pause();
      sink.once('drain', () => {
        source.resume();
      });
    }
  }

  #passOnReset(): void {
    if (this.#options.rule().isSilent) this.#hasLost = true;
    else this.#options.sink.resetAndDestroy();
  }
}
