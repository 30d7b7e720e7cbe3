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
import { AnsweredEnd } from './answered-end.ts';
import { forwardedMetadata } from './forwarded-metadata.ts';
import { isUntouched } from './is-untouched.ts';
import type { RelayMeter } from './relay-metrics.ts';

type CommitUpstream = ClientDuplexStream<CommitStreamRequestInput, CommitStreamResponse>;

/** A request that a coordinator has not answered yet. */
interface Waiting {
  readonly correlationId: number;
  readonly groupId: string;
  readonly upstream: CommitUpstream;
  /** Monotonic milliseconds. */
  readonly sentAtMs: number;
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
  readonly #meter: RelayMeter;
  readonly #end = new AnsweredEnd({
    hasUnanswered: () => this.#waiting.size > 0,
    hasArrived: () => this.#requests.isPaused,
    onBegun: () => {
      this.#setFlow();
    },
  });
  readonly #upstreams = new Map<string, CommitUpstream>();
  readonly #routes = new Map<string, CoordinatorRoute>();
  readonly #waiting = new Map<number, Waiting>();
  readonly #requests: PacedRequests<CommitStreamRequest>;
  #nextCorrelationId = 1;

  constructor(
    stream: ServerDuplexStream<CommitStreamRequest, CommitStreamResponseInput>,
    cluster: Cluster,
    context: CallContext,
    meter: RelayMeter,
  ) {
    this.#stream = stream;
    this.#cluster = cluster;
    this.#context = context;
    this.#meter = meter;
    this.#requests = new PacedRequests({
      ...{ clock: cluster.clock, caller: context.caller },
      take: (request) => {
        this.#forward(request);
      },
      onPaced: () => {
        this.#setFlow();
        this.#end.settle();
      },
    });
  }

  /** Resolves when the caller has ended the stream and all is answered, or the stream broke. */
  async serve(): Promise<void> {
    this.#stream.on('data', (request: CommitStreamRequest) => {
      this.#requests.add(request);
    });
    try {
      await this.#end.wait(this.#stream, this.#context);
    } finally {
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
      this.#end.fail(toWeirError(error));
      return;
    }
    const groupId = request?.groupId ?? '';
    const address = this.#routeOf(groupId).next();
    const upstream = this.#upstreams.get(address) ?? this.#open(address);
    const sentAtMs = this.#cluster.clock.monotonicMs();
    const ownId = this.#nextCorrelationId;
    this.#nextCorrelationId += 1;
    this.#waiting.set(ownId, { correlationId, groupId, upstream, sentAtMs });
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
    this.#count(waiting, answer.errorCode ?? '');
    const code = answer.errorCode ?? '';
    if (isErrorCode(code)) this.#learn(groupId, code, answer.errorMetadata ?? {});
    if (!this.#stream.cancelled) this.#stream.write({ correlationId, ...answer });
    this.#setFlow();
    this.#end.settle();
  }

  #count({ sentAtMs }: Waiting, code: string): void {
    const seconds = (this.#cluster.clock.monotonicMs() - sentAtMs) / 1_000;
    if (isErrorCode(code)) this.#meter.ended('coordinator', code);
    else this.#meter.answered('coordinator', seconds);
  }

  #learn(groupId: string, code: ErrorCode, metadata: Readonly<Record<string, string>>): void {
    const error = new WeirError(code, 'The coordinator refused a commit', { metadata });
    if (isUntouched(error) || code === 'UNAVAILABLE') this.#routes.get(groupId)?.learn(error);
  }

  #setFlow(): void {
    const isFull =
      this.#end.isStopping || this.#requests.isPaused || this.#waiting.size >= maxUnanswered;
    if (isFull) this.#stream.pause();
    else if (this.#stream.isPaused()) this.#stream.resume();
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
