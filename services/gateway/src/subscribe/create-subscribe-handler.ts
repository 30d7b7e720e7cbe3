import type { Weir } from '@weir/client';
import type { Clock } from '@weir/core';
import type { MessagingServiceHandlers } from '@weir/protos';
import { handleBidiStream } from '@weir/runtime';
import { AccessWatch } from './access-watch.ts';
import { noSubscribeMeter, type SubscribeMeter } from './subscribe-metrics.ts';
import { SubscribeStream } from './subscribe-stream.ts';

/** What subscriptions are made of. */
export interface SubscribeHandlerOptions {
  /** The client whose consumers read for all subscribers. */
  readonly weir: Weir;
  readonly clock: Clock;
  /** Nothing is counted without. */
  readonly meter?: SubscribeMeter | undefined;
}

/** The handler of `MessagingService.Subscribe`: see `docs/subscribing.md`. */
export function createSubscribeHandler({
  weir,
  clock,
  meter = noSubscribeMeter,
}: SubscribeHandlerOptions): Pick<MessagingServiceHandlers, 'Subscribe'> {
  const context = { weir, clock, meter, watch: new AccessWatch(clock) };
  return {
    Subscribe: handleBidiStream((stream, call) =>
      new SubscribeStream(stream, call, context).serve(),
    ),
  };
}
