import type { ServerDuplexStream } from '@grpc/grpc-js';
import { type Timer, toWeirError, WeirError } from '@weir/core';
import type {
  PublishRequest,
  PublishStreamRequest,
  PublishStreamResponseInput,
} from '@weir/protos';
import { type CallContext, restMs } from '@weir/runtime';
import { checkPublishRequest, type CheckedRequest } from './check-publish-request.ts';
import type { PublishDesk } from './publish-desk.ts';
import { PublishJob } from './publish-job.ts';
import { StreamWindow } from './stream-window.ts';

/** A publisher's stream. */
export type PublishDuplex = ServerDuplexStream<PublishStreamRequest, PublishStreamResponseInput>;

/**
 * Serves one `PublishStream`: requests are handed on in the order of coming and answered in that order.
 *
 * Nothing is read while the window is full, a request waits for a topic or for room, the caller is over
 * its quota, or it does not take its answers.
 *
 * Invariants:
 *   - A request is handed on only after all that came before it on the stream.
 *   - Answers leave in the order of the requests, one for each.
 *   - Behind a named record that failed for now nothing is handed on.
 * Tests: `publish-stream.test.ts`.
 */
export class PublishStream {
  readonly #stream: PublishDuplex;
  readonly #context: CallContext;
  readonly #desk: PublishDesk;
  readonly #window = new StreamWindow();
  readonly #done = Promise.withResolvers<void>();
  readonly #arrived: PublishStreamRequest[] = [];
  readonly #unanswered: PublishJob[] = [];
  #throttle: Timer | undefined;
  #isStarting = false;
  #isFull = false;
  #isPaused = false;
  #hasEnded = false;
  /** Why nothing more is taken; the stream ends so once all that was is answered. */
  #endedBy: WeirError | undefined;

  constructor(stream: PublishDuplex, context: CallContext, desk: PublishDesk) {
    this.#stream = stream;
    this.#context = context;
    this.#desk = desk;
  }

  /** Resolves when the caller has ended the stream and all is answered; rejects with what ended it. */
  async serve(): Promise<void> {
    const { signal, stopping } = this.#context;
    const stop = (): void => {
      this.#endBy(new WeirError('SHUTTING_DOWN', 'The gateway stops: go on at another one'));
    };
    stopping.addEventListener('abort', stop);
    signal.addEventListener('abort', () => {
      this.#done.resolve();
    });
    this.#stream.on('data', (request: PublishStreamRequest) => {
      this.#arrived.push(request);
      this.#takeNext();
    });
    this.#stream.on('drain', () => {
      this.#isFull = false;
      this.#readOrPause();
    });
    this.#stream.on('end', () => {
      this.#hasEnded = true;
      this.#finishIfDone();
    });
    if (stopping.aborted) stop();
    try {
      await this.#done.promise;
    } finally {
      stopping.removeEventListener('abort', stop);
      this.#throttle?.cancel();
      const gone = new WeirError('CANCELLED', 'The stream has ended');
      for (const job of this.#unanswered.splice(0)) job.giveUp(gone);
    }
  }

  #takeNext(): void {
    while (!this.#isStarting && this.#throttle === undefined && this.#endedBy === undefined) {
      // Another stream of the caller may have used too much.
      const pauseMs = this.#arrived.length === 0 ? 0 : this.#restMs();
      if (pauseMs > 0) {
        this.#pauseFor(pauseMs);
        break;
      }
      const next = this.#arrived.shift();
      if (next === undefined) break;
      this.#take(next.request ?? noRequest);
    }
    this.#readOrPause();
    this.#finishIfDone();
  }

  #restMs(): number {
    return restMs(this.#context.caller, 'producedBytes');
  }

  #take(request: PublishRequest): void {
    try {
      const checked = checkPublishRequest(request);
      const job = new PublishJob(checked, {
        onSettled: () => {
          this.#desk.settled(job);
          this.#answer();
        },
        onReleased: (part) => {
          this.#desk.gate.release(part);
        },
      });
      this.#start(job, checked);
    } catch (error) {
      this.#endBy(toWeirError(error));
    }
  }

  #start(job: PublishJob, checked: CheckedRequest): void {
    this.#unanswered.push(job);
    this.#window.take(job);
    try {
      const origin = { caller: this.#context.caller, mayReopen: false, isUncounted: true };
      const starting = this.#desk.start(job, checked, origin);
      if (job.throttleMs > 0) this.#pauseFor(job.throttleMs);
      if (starting !== undefined) void this.#whenStarted(starting);
    } catch (error) {
      this.#unanswered.pop();
      this.#window.release(job);
      throw error;
    }
  }

  async #whenStarted(starting: Promise<void>): Promise<void> {
    this.#isStarting = true;
    await starting;
    this.#isStarting = false;
    this.#takeNext();
  }

  #pauseFor(throttleMs: number): void {
    this.#throttle?.cancel();
    this.#throttle = this.#desk.clock.setTimer(throttleMs, () => {
      this.#throttle = undefined;
      this.#takeNext();
    });
  }

  /** Writes the answers that are due: those in front of the first request without one. */
  #answer(): void {
    for (let [job] = this.#unanswered; job?.isSettled === true; [job] = this.#unanswered) {
      this.#unanswered.shift();
      this.#window.release(job);
      if (!this.#stream.write({ response: job.toResponse() })) this.#isFull = true;
      if (job.gap !== undefined) this.#endBy(behindGap(job.gap));
    }
    this.#readOrPause();
    this.#finishIfDone();
  }

  #endBy(error: WeirError): void {
    this.#endedBy ??= error;
    this.#arrived.length = 0;
    this.#readOrPause();
    this.#finishIfDone();
  }

  #readOrPause(): void {
    const mustPause =
      this.#endedBy !== undefined ||
      this.#throttle !== undefined ||
      this.#isStarting ||
      this.#isFull ||
      this.#window.isFull;
    if (mustPause === this.#isPaused) return;
    this.#isPaused = mustPause;
    if (mustPause) this.#stream.pause();
    else this.#stream.resume();
  }

  #finishIfDone(): void {
    if (this.#unanswered.length > 0) return;
    if (this.#endedBy !== undefined) this.#done.reject(this.#endedBy);
    else if (this.#hasEnded && this.#arrived.length === 0) this.#done.resolve();
  }
}

const noRequest: PublishRequest = { records: [], acks: 'ACKS_UNSPECIFIED', producerName: '' };

function behindGap(gap: WeirError): WeirError {
  return new WeirError(
    gap.code,
    `A named record failed, so what was sent behind it is not written: ${gap.message}`,
    { cause: gap, metadata: gap.metadata },
  );
}
