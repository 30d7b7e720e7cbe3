import type { ClientDuplexStream, ServerDuplexStream } from '@grpc/grpc-js';
import { type ErrorCode, isErrorCode, toWeirError, WeirError } from '@weir/core';
import { type Cluster, CoordinatorRoute } from '@weir/client/for-gateway';
import {
  type CommitStreamRequest,
  type CommitStreamRequestInput,
  type CommitStreamResponse,
  type CommitStreamResponseInput,
  GroupService,
} from '@weir/protos';
import { type CallContext, fromServiceError, PacedRequests } from '@weir/runtime';
import { forwardedMetadata } from './forwarded-metadata.ts';
import { isUntouched } from './is-untouched.ts';
import { onAbort } from './on-abort.ts';
import { shuttingDown } from './shutting-down.ts';

type CommitUpstream = ClientDuplexStream<CommitStreamRequestInput, CommitStreamResponse>;

/** A request that a coordinator has not answered yet. */
interface Waiting {
  readonly correlationId: number;
  readonly groupId: string;
  readonly upstream: CommitUpstream;
}

const maxUnanswered = 1_000;
const maxGroups = 1_000;

/**
 * One stream of commits, of any groups, served by a stream to each of their coordinators.
 *
 * A request that fails is the caller's to repeat: here a later one of the group might overtake it. What its
 * failure says about the coordinator counts for the next one.
 *
 * Invariants:
 *   - Each request is answered once, unless the stream has gone.
 *   - While 1,000 wait for their answer, or the caller is over its quota of requests, the stream is not read.
 * Tests: `group-routes.test.ts`.
 */
export class CommitRelay {
  readonly #stream: ServerDuplexStream<CommitStreamRequest, CommitStreamResponseInput>;
  readonly #cluster: Cluster;
  readonly #context: CallContext;
  readonly #done = Promise.withResolvers<void>();
  readonly #upstreams = new Map<string, CommitUpstream>();
  readonly #routes = new Map<string, CoordinatorRoute>();
  readonly #waiting = new Map<number, Waiting>();
  readonly #requests: PacedRequests<CommitStreamRequest>;
  #nextCorrelationId = 1;
  #ending: WeirError | 'ended' | undefined;

  constructor(
    stream: ServerDuplexStream<CommitStreamRequest, CommitStreamResponseInput>,
    cluster: Cluster,
    context: CallContext,
  ) {
    this.#stream = stream;
    this.#cluster = cluster;
    this.#context = context;
    this.#requests = new PacedRequests({
      ...{ clock: cluster.clock, caller: context.caller },
      take: (request) => {
        this.#forward(request);
      },
      onPaced: () => {
        this.#setFlow();
        this.#finishIfDone();
      },
    });
  }

  /** Resolves when the caller has ended the stream and all is answered, or the stream broke. */
  async serve(): Promise<void> {
    const { signal, stopping } = this.#context;
    const onStopping = (): void => {
      this.#endWhenAnswered(shuttingDown());
    };
    const unlisten = [
      onAbort(signal, () => {
        this.#done.resolve();
      }),
      onAbort(stopping, onStopping),
    ];
    this.#stream.on('data', (request: CommitStreamRequest) => {
      this.#requests.add(request);
    });
    this.#stream.on('end', () => {
      this.#endWhenAnswered('ended');
    });
    try {
      await this.#done.promise;
    } finally {
      for (const end of unlisten) end();
      this.#requests.stop();
      for (const upstream of this.#upstreams.values()) upstream.cancel();
      this.#upstreams.clear();
      this.#waiting.clear();
    }
  }

  #forward({ correlationId, request }: CommitStreamRequest): void {
    try {
      this.#context.caller.checkCredentials();
    } catch (error) {
      this.#done.reject(toWeirError(error));
      return;
    }
    const groupId = request?.groupId ?? '';
    const address = this.#routeOf(groupId).next();
    const upstream = this.#upstreams.get(address) ?? this.#open(address);
    const ownId = this.#nextCorrelationId;
    this.#nextCorrelationId += 1;
    this.#waiting.set(ownId, { correlationId, groupId, upstream });
    upstream.write({ correlationId: ownId, request });
    this.#setFlow();
  }

  #routeOf(groupId: string): CoordinatorRoute {
    const known = this.#routes.get(groupId);
    if (known !== undefined) return known;
    const [oldest] = this.#routes.keys();
    if (this.#routes.size >= maxGroups && oldest !== undefined) this.#routes.delete(oldest);
    const route = new CoordinatorRoute(this.#cluster, groupId);
    this.#routes.set(groupId, route);
    return route;
  }

  #open(address: string): CommitUpstream {
    const client = this.#cluster.channels.client(GroupService, address);
    const upstream = client.commitStream(forwardedMetadata(this.#context));
    const breakWith = (error: WeirError): void => {
      if (this.#upstreams.get(address) === upstream) this.#upstreams.delete(address);
      for (const [ownId, waiting] of this.#waiting) {
        if (waiting.upstream === upstream) this.#answer(ownId, failed(error));
      }
    };
    upstream.on('data', ({ correlationId, ...answer }: CommitStreamResponse) => {
      this.#answer(correlationId, answer);
    });
    upstream.on('error', (error) => {
      breakWith(asNoCoordinator(fromServiceError(error)));
    });
    upstream.on('end', () => {
      breakWith(new WeirError('UNAVAILABLE', `${address} ended the stream`));
    });
    this.#upstreams.set(address, upstream);
    return upstream;
  }

  #answer(ownId: number, answer: Omit<CommitStreamResponseInput, 'correlationId'>): void {
    const waiting = this.#waiting.get(ownId);
    if (waiting === undefined) return;
    this.#waiting.delete(ownId);
    const { correlationId, groupId } = waiting;
    const code = answer.errorCode ?? '';
    if (isErrorCode(code)) this.#learn(groupId, code, answer.errorMetadata ?? {});
    if (!this.#stream.cancelled) this.#stream.write({ correlationId, ...answer });
    this.#setFlow();
    this.#finishIfDone();
  }

  #learn(groupId: string, code: ErrorCode, metadata: Readonly<Record<string, string>>): void {
    const error = new WeirError(code, 'The coordinator refused a commit', { metadata });
    if (isUntouched(error) || code === 'UNAVAILABLE') this.#routes.get(groupId)?.learn(error);
  }

  #setFlow(): void {
    const isFull =
      this.#ending instanceof WeirError ||
      this.#requests.isPaused ||
      this.#waiting.size >= maxUnanswered;
    if (isFull) this.#stream.pause();
    else if (this.#stream.isPaused()) this.#stream.resume();
  }

  #endWhenAnswered(reason: WeirError | 'ended'): void {
    this.#ending ??= reason;
    this.#setFlow();
    this.#finishIfDone();
  }

  #finishIfDone(): void {
    if (this.#ending === undefined || this.#waiting.size > 0) return;
    if (this.#ending !== 'ended') this.#done.reject(this.#ending);
    else if (!this.#requests.isPaused) this.#done.resolve();
  }
}

function failed({ code, message, metadata }: WeirError) {
  return { errorCode: code, errorMessage: message, errorMetadata: { ...metadata } };
}

function asNoCoordinator(error: WeirError): WeirError {
  if (error.code !== 'UNSUPPORTED_VERSION') return error;
  const message = 'No coordinator is known now';
  return new WeirError('COORDINATOR_NOT_AVAILABLE', message, { cause: error });
}
