import { WeirError } from '@weir/core';

/** What a stream ends with when the gateway stops: `reconnect` tells a program what to do. */
export function shuttingDown(): WeirError {
  return new WeirError(
    'SHUTTING_DOWN',
    'This gateway is stopping: open the stream again, by the same address another one answers',
    { metadata: { reconnect: 'now' } },
  );
}
