import type { ServerDuplexStream } from '@grpc/grpc-js';
import { toWeirError } from '@weir/core';
import type {
  CommitOffsetsRequest,
  CommitStreamRequest,
  CommitStreamResponseInput,
} from '@weir/protos';
import { type Caller, PacedRequests } from '@weir/runtime';
import { commitOffsets } from '../operations/commit-offsets.ts';
import type { OperationsContext } from '../operations/operations-context.ts';

const maxUnanswered = 1_000;

/** What a stream of commits works with. */
export interface CommitStreamContext extends OperationsContext {
  readonly caller: Caller;
}

type CommitAnswer = Omit<CommitStreamResponseInput, 'correlationId'>;

/**
 * Serves one stream of commits: each is answered when it is stored, or as soon as it is refused.
 *
 * Invariants:
 *   - Each request is answered once, unless the stream has gone.
 *   - While too many wait for their answer, or the caller is over its quota of requests, the stream is not
 *     read.
 * Tests: `coordinator-offsets.test.ts`.
 */
export class CommitStream {
  readonly #stream: ServerDuplexStream<CommitStreamRequest, CommitStreamResponseInput>;
  readonly #context: CommitStreamContext;
  readonly #done = Promise.withResolvers<void>();
  readonly #requests: PacedRequests<CommitStreamRequest>;
  #unanswered = 0;
  #hasEnded = false;

  constructor(
    stream: ServerDuplexStream<CommitStreamRequest, CommitStreamResponseInput>,
    context: CommitStreamContext,
  ) {
    this.#stream = stream;
    this.#context = context;
    this.#requests = new PacedRequests({
      ...{ clock: context.clock, caller: context.caller },
      take: (request) => {
        this.#take(request);
      },
      onPaced: () => {
        this.#setFlow();
        this.#finishIfDone();
      },
    });
  }

  /**
   * Resolves when the caller has ended the stream and all is answered, or the stream broke; rejects once
   * the caller's credentials are void.
   */
  async serve(signal: AbortSignal): Promise<void> {
    signal.addEventListener('abort', () => {
      this.#done.resolve();
    });
    this.#stream.on('data', (request: CommitStreamRequest) => {
      this.#requests.add(request);
    });
    this.#stream.on('end', () => {
      this.#hasEnded = true;
      this.#finishIfDone();
    });
    try {
      await this.#done.promise;
    } finally {
      this.#requests.stop();
    }
  }

  #take(request: CommitStreamRequest): void {
    const { caller } = this.#context;
    try {
      if (!caller.isInternal) caller.checkCredentials();
      void this.#answer(request);
    } catch (error) {
      this.#done.reject(toWeirError(error));
    }
  }

  async #answer({ correlationId, request }: CommitStreamRequest): Promise<void> {
    this.#unanswered += 1;
    this.#setFlow();
    const answer = await this.#commit(request ?? emptyRequest);
    this.#unanswered -= 1;
    this.#setFlow();
    if (!this.#stream.cancelled) this.#stream.write({ correlationId, ...answer });
    this.#finishIfDone();
  }

  async #commit(request: CommitOffsetsRequest): Promise<CommitAnswer> {
    try {
      return { response: await commitOffsets(this.#context, request, this.#context.caller) };
    } catch (error) {
      const { code, message, metadata } = toWeirError(error);
      return { errorCode: code, errorMessage: message, errorMetadata: { ...metadata } };
    }
  }

  #setFlow(): void {
    if (this.#unanswered >= maxUnanswered || this.#requests.isPaused) this.#stream.pause();
    else if (this.#stream.isPaused()) this.#stream.resume();
  }

  #finishIfDone(): void {
    const isIdle = this.#unanswered === 0 && !this.#requests.isPaused;
    if (this.#hasEnded && isIdle) this.#done.resolve();
  }
}

const emptyRequest: CommitOffsetsRequest = {
  groupId: '',
  memberId: '',
  memberEpoch: 0,
  offsets: [],
};
