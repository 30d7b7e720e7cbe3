import type { ServerDuplexStream } from '@grpc/grpc-js';
import { toWeirError } from '@weir/core';
import type {
  ProduceRequest,
  ProduceStreamRequest,
  ProduceStreamResponseInput,
} from '@weir/protos';

import type { ByteBudget } from './byte-budget.ts';
import { bytesOf, produce, type ProduceContext } from './produce-call.ts';

/** A producer's stream. */
export type ProduceDuplex = ServerDuplexStream<ProduceStreamRequest, ProduceStreamResponseInput>;

/**
 * Serves one producer's stream: requests are appended in the order of coming, answered as they are
 * done. While the node has too many bytes in flight, the stream is not read.
 *
 * Invariants:
 *   - A request is appended only after all that came before it on the stream.
 *   - Each request is answered once, unless the stream has gone.
 * Tests: `storage-node.test.ts`.
 */
export class ProduceStream {
  readonly #stream: ProduceDuplex;
  readonly #context: ProduceContext;
  readonly #budget: ByteBudget;
  readonly #arrived: ProduceStreamRequest[] = [];
  #unanswered = 0;
  #isWaiting = false;
  #hasEnded = false;
  #isOver = false;
  #onDone: () => void = () => undefined;
  #onFailed: (error: Error) => void = () => undefined;

  constructor(stream: ProduceDuplex, context: ProduceContext, budget: ByteBudget) {
    this.#stream = stream;
    this.#context = context;
    this.#budget = budget;
  }

  /** Resolves when the producer has ended the stream and all is answered, or the stream broke. */
  async serve(signal: AbortSignal): Promise<void> {
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

  #arrive(request: ProduceStreamRequest): void {
    if (this.#isWaiting) this.#arrived.push(request);
    else if (this.#budget.tryTake(requestBytes(request))) this.#append(request);
    else void this.#waitAndAppend(request);
  }

  async #waitAndAppend(request: ProduceStreamRequest): Promise<void> {
    this.#isWaiting = true;
    this.#stream.pause();
    for (let next: ProduceStreamRequest | undefined = request; next !== undefined;) {
      await this.#budget.take(requestBytes(next));
      this.#append(next);
      next = this.#arrived.shift();
    }
    this.#isWaiting = false;
    this.#stream.resume();
    this.#finishIfDone();
  }

  #append({ correlationId, request }: ProduceStreamRequest): void {
    const bytes = request === null ? 0 : bytesOf(request);
    this.#unanswered += 1;
    try {
      produce(request ?? emptyRequest, this.#context, (response) => {
        this.#budget.release(bytes);
        this.#unanswered -= 1;
        if (!this.#isOver && !this.#stream.cancelled)
          this.#stream.write({ correlationId, response });
        this.#finishIfDone();
      });
    } catch (error) {
      this.#budget.release(bytes);
      this.#unanswered -= 1;
      this.#isOver = true;
      this.#onFailed(toWeirError(error));
    }
  }

  #finishIfDone(): void {
    if (this.#hasEnded && this.#unanswered === 0 && !this.#isWaiting) this.#onDone();
  }
}

const emptyRequest: ProduceRequest = { acks: 'ACKS_ALL', timeoutMs: 0, partitions: [] };

function requestBytes({ request }: ProduceStreamRequest): number {
  return request === null ? 0 : bytesOf(request);
}
