import type { ServerDuplexStream } from '@grpc/grpc-js';
import type { Consumer, Weir } from '@weir/client';
import { type Clock, sleep, type Timer, toWeirError, WeirError } from '@weir/core';
import type { SubscribeOpen, SubscribeRequest, SubscribeResponseInput } from '@weir/protos';
import { type CallContext, writeWithBackpressure } from '@weir/runtime';
import type { AccessWatch } from './access-watch.ts';
import type { SubscribeMeter } from './subscribe-metrics.ts';
import { Subscriber, type SubscriberOptions } from './subscriber.ts';
import { SubscriberAccess } from './subscriber-access.ts';
import { type Subscription, toSubscription } from './subscription.ts';

/** What the streams of a gateway share. */
export interface SubscribeContext {
  readonly weir: Weir;
  readonly clock: Clock;
  readonly watch: AccessWatch;
  readonly meter: SubscribeMeter;
}

type Stream = ServerDuplexStream<SubscribeRequest, SubscribeResponseInput>;

/** How a stream ends: well, or with an error; and whether its member leaves the group. */
interface Ending {
  readonly error?: WeirError;
  readonly leave: boolean;
}

/** The first message is to come within so long. */
const openTimeoutMs = 10_000;
/** What is read ahead for a subscriber beyond what it has granted; one batch for each leader may be more. */
const readAheadBytes = 512 * 1024;
/** So long after the end of the requests the end of the whole stream may come. */
const cancelLagMs = 50;
/** So long a subscriber may commit after it was told that the gateway stops; less than the server's grace. */
const drainMs = 1_000;

/**
 * One Subscribe stream: its first message makes a subscriber, the others are commands to it, and what
 * ends it decides what becomes of the membership.
 *
 * Invariants:
 *   - A stream that its client ends, and a caller that may not read any more, leave the group; whatever else
 *     ends a stream leaves the group waiting for the member to come back.
 *   - While too many commits are unanswered, or an answer is not taken, the stream is not read.
 * Tests: `test/integration/gateway-subscribe.test.ts`, `gateway-subscribe-group.test.ts`.
 */
export class SubscribeStream {
  readonly #stream: Stream;
  readonly #call: CallContext;
  readonly #context: SubscribeContext;
  readonly #ended = Promise.withResolvers<Ending>();
  #subscriber: Subscriber | undefined;
  #isDraining = false;
  #hasEnded = false;
  #timer: Timer;

  constructor(stream: Stream, call: CallContext, context: SubscribeContext) {
    this.#stream = stream;
    this.#call = call;
    this.#context = context;
    this.#timer = context.clock.setTimer(openTimeoutMs, () => {
      const error = new WeirError('INVALID_REQUEST', `No open within ${openTimeoutMs} ms`);
      this.#ended.resolve({ error, leave: false });
    });
  }

  /** Serves the stream; rejects with what ended it. */
  async serve(): Promise<void> {
    const drain = (): void => {
      this.#drain();
    };
    const cancel = (): void => {
      this.#ended.resolve({ leave: false });
    };
    const { stopping, signal } = this.#call;
    stopping.addEventListener('abort', drain, { once: true });
    signal.addEventListener('abort', cancel, { once: true });
    if (stopping.aborted) drain();
    this.#listen();
    const { error, leave } = await this.#ended.promise;
    this.#hasEnded = true;
    this.#timer.cancel();
    stopping.removeEventListener('abort', drain);
    signal.removeEventListener('abort', cancel);
    await this.#subscriber?.close({ leave });
    if (this.#subscriber !== undefined) this.#context.meter.subscriberLeft();
    if (error !== undefined) throw error;
  }

  #listen(): void {
    this.#stream.on('data', (request: SubscribeRequest) => {
      try {
        if (!this.#hasEnded) this.#take(request);
      } catch (error) {
        this.#fail(error, { leave: false });
      }
    });
    this.#stream.on('end', () => {
      void this.#endOfRequests();
    });
  }

  #take(request: SubscribeRequest): void {
    if (this.#subscriber === undefined) this.#open(request);
    else this.#subscriber.take(request);
    if (this.#subscriber?.commits.isFull === true) void this.#pauseReading(this.#subscriber);
    if (request.leave) void this.#leave({ leave: true });
  }

  #open(request: SubscribeRequest): void {
    if (request.open === null) {
      throw new WeirError('INVALID_REQUEST', 'The first message of a stream has no open');
    }
    this.#timer.cancel();
    this.#subscriber = this.#makeSubscriber(request.open);
    this.#context.meter.subscriberCame();
    this.#subscriber.start();
    this.#subscriber.command(request);
  }

  #makeSubscriber(open: SubscribeOpen): Subscriber {
    const { weir, clock, watch, meter } = this.#context;
    const subscription = toSubscription(open);
    const access = new SubscriberAccess(this.#call.caller, subscription, weir);
    return new Subscriber({
      ...{ clock, watch, meter, access, open, subscription },
      makeConsumer: (listener) => consumerOf(weir, access, { open, subscription, listener }),
      send: (event) => writeWithBackpressure(this.#stream, event),
      onFailed: (error, end) => {
        this.#fail(error, end);
      },
    });
  }

  #fail(thrown: unknown, end: { readonly leave: boolean }): void {
    this.#ended.resolve({ error: toWeirError(thrown), ...end });
  }

  /** Ends well, when all commits that were asked for have been answered. */
  async #leave(end: { readonly leave: boolean }): Promise<void> {
    await this.#subscriber?.commits.settled;
    this.#ended.resolve(end);
  }

  /** A client that cancels may end its half of the stream a moment before, which is not meant so. */
  async #endOfRequests(): Promise<void> {
    await sleep(this.#context.clock, cancelLagMs);
    await this.#leave({ leave: !this.#isDraining });
  }

  /** The gateway stops: commits are taken for a little longer, then the subscriber goes elsewhere. */
  #drain(): void {
    this.#isDraining = true;
    this.#subscriber?.stopReading();
    this.#timer.cancel();
    if (this.#subscriber !== undefined) void writeWithBackpressure(this.#stream, { draining: {} });
    const waitMs = this.#subscriber === undefined ? 0 : drainMs;
    this.#timer = this.#context.clock.setTimer(waitMs, () => {
      this.#fail(
        new WeirError('SHUTTING_DOWN', 'The gateway stops: subscribe through another one'),
        {
          leave: false,
        },
      );
    });
  }

  async #pauseReading({ commits }: Subscriber): Promise<void> {
    this.#stream.pause();
    await commits.settled;
    this.#stream.resume();
  }
}

interface ConsumerParts {
  readonly open: SubscribeOpen;
  readonly subscription: Subscription;
  readonly listener: Parameters<SubscriberOptions['makeConsumer']>[0];
}

function consumerOf(
  weir: Weir,
  access: SubscriberAccess,
  { open, subscription, listener }: ConsumerParts,
): Consumer {
  const { groupId, partitions, from, offsetReset, resume } = subscription;
  const { sessionTimeoutMs, rebalanceTimeoutMs } = subscription;
  const subject = partitions === undefined ? access.interest() : { assignment: partitions };
  return weir.consumer({
    ...subject,
    ...(groupId === '' ? undefined : { groupId, autoCommit: false }),
    ...(resume === undefined ? undefined : { resume }),
    ...{ from, offsetReset, sessionTimeoutMs, rebalanceTimeoutMs },
    disconnectGraceMs: sessionTimeoutMs,
    assignor: open.assignor,
    instanceId: open.instanceId,
    rack: open.rack,
    maxBufferedBytes: readAheadBytes,
    sharesIdleStreams: true,
    onRebalance: listener,
  });
}
