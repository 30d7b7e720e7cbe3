import type { Weir } from '@weir/client';
import type { Clock } from '@weir/core';
import type { MessagingServiceHandlers } from '@weir/protos';
import { handleBidiStream } from '@weir/runtime';
import { AccessWatch } from './access-watch.ts';
import { SubscribeStream } from './subscribe-stream.ts';

/** What subscriptions are made of. */
export interface SubscribeHandlerOptions {
  /** The client whose consumers read for all subscribers. */
  readonly weir: Weir;
  readonly clock: Clock;
}

/** The handler of `MessagingService.Subscribe`: see `docs/subscribing.md`. */
export function createSubscribeHandler({
  weir,
  clock,
}: SubscribeHandlerOptions): Pick<MessagingServiceHandlers, 'Subscribe'> {
  const context = { weir, clock, watch: new AccessWatch(clock) };
  return {
    Subscribe: handleBidiStream((stream, call) =>
      new SubscribeStream(stream, call, context).serve(),
    ),
  };
}
