import type { ServerDuplexStream } from '@grpc/grpc-js';
import { sleep, toWeirError } from '@weir/core';
import type {
  ProduceRequest,
  ProduceResponseInput,
  ProduceStreamRequest,
  ProduceStreamResponseInput,
} from '@weir/protos';
import type { Caller } from '@weir/runtime';

import type { ByteBudget } from './byte-budget.ts';
import { bytesOf, produce, type ProduceContext } from './produce-call.ts';

/** A producer's stream. */
export type ProduceDuplex = ServerDuplexStream<ProduceStreamRequest, ProduceStreamResponseInput>;

/** What a producer's stream works with. */
export interface ProduceStreamContext extends ProduceContext {
  readonly caller: Caller;
}

/** A message, and when it was read. */
interface ArrivedRequest {
  readonly message: ProduceStreamRequest;
  /** Monotonic. */
  readonly atMs: number;
}

/**
 * Serves one producer's stream: requests are appended in the order of coming, answered as they are
 * done. While the node has too many bytes in flight, and while the producer is over its quota, by this
 * stream or another, the stream is not read.
 *
 * Invariants:
 *   - A request is appended only after all that came before it on the stream.
 *   - Each request is answered once, unless the stream has gone.
 *   - Nothing is appended under credentials that are void, nor while the producer should pause.
 * Tests: `storage-node.test.ts`, `node-security.test.ts`.
 */
export class ProduceStream {
  readonly #stream: ProduceDuplex;
  readonly #context: ProduceStreamContext;
  readonly #budget: ByteBudget;
  readonly #arrived: ArrivedRequest[] = [];
  #unanswered = 0;
  #isWaiting = false;
  #hasEnded = false;
  #isOver = false;
  #signal: AbortSignal | undefined;
  #onDone: () => void = () => undefined;
  #onFailed: (error: Error) => void = () => undefined;

  constructor(stream: ProduceDuplex, context: ProduceStreamContext, budget: ByteBudget) {
    this.#stream = stream;
    this.#context = context;
    this.#budget = budget;
  }

  /** Resolves when the producer has ended the stream and all is answered, or the stream broke. */
  async serve(signal: AbortSignal): Promise<void> {
    this.#signal = signal;
    await new Promise<void>((resolve, reject) => {
      this.#onDone = resolve;
      this.#onFailed = reject;
      signal.addEventListener('abort', () => {
        resolve();
      });
      this.#stream.on('data', (request: ProduceStreamRequest) => {
        this.#arrive(request);
      });
      this.#stream.on('end', () => {
        this.#hasEnded = true;
        this.#finishIfDone();
      });
    });
  }

  #arrive(message: ProduceStreamRequest): void {
    const arrived = { message, atMs: this.#context.clock.monotonicMs() };
    if (this.#isWaiting) {
      this.#arrived.push(arrived);
      return;
    }
    const mayAppend = this.#context.quota.restMs() === 0;
    if (mayAppend && this.#budget.tryTake(requestBytes(message))) this.#append(arrived);
    else void this.#wait(arrived);
  }

  /** Reads nothing until there is room for this request, and the quota allows more. */
  async #wait(arrived: ArrivedRequest): Promise<void> {
    this.#isWaiting = true;
    this.#stream.pause();
    for (let next: ArrivedRequest | undefined = arrived; next !== undefined;) {
      await this.#rest();
      await this.#budget.take(requestBytes(next.message));
      this.#append(next);
      next = this.#arrived.shift();
    }
    this.#isWaiting = false;
    this.#stream.resume();
    this.#finishIfDone();
  }

  /** Another stream of the producer may have used what this one has waited for: then it waits again. */
  async #rest(): Promise<void> {
    const { quota, clock } = this.#context;
    for (let restMs = quota.restMs(); restMs > 0; restMs = quota.restMs()) {
      // A producer that has gone need not be waited for.
      if (this.#signal?.aborted === true) return;
      await sleep(clock, restMs, this.#signal).catch(() => undefined);
    }
  }

  #append({ message: { correlationId, request }, atMs }: ArrivedRequest): void {
    const { caller, quota } = this.#context;
    const bytes = request === null ? 0 : bytesOf(request);
    this.#unanswered += 1;
    try {
      if (!caller.isInternal) caller.checkCredentials();
      const throttleMs = quota.charge(bytes, 1);
      produce(request ?? emptyRequest, this.#context, atMs, (response) => {
        this.#budget.release(bytes);
        this.#unanswered -= 1;
        this.#answer(correlationId, throttleMs > 0 ? { ...response, throttleMs } : response);
        this.#finishIfDone();
      });
    } catch (error) {
      this.#budget.release(bytes);
      this.#unanswered -= 1;
      this.#isOver = true;
      this.#onFailed(toWeirError(error));
    }
  }

  #answer(correlationId: number, response: ProduceResponseInput): void {
    if (!this.#isOver && !this.#stream.cancelled) this.#stream.write({ correlationId, response });
  }

  #finishIfDone(): void {
    if (this.#hasEnded && this.#unanswered === 0 && !this.#isWaiting) this.#onDone();
  }
}

const emptyRequest: ProduceRequest = { acks: 'ACKS_ALL', timeoutMs: 0, partitions: [] };

function requestBytes({ request }: ProduceStreamRequest): number {
  return request === null ? 0 : bytesOf(request);
}
