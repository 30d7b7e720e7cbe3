import type { Metrics } from '@weir/runtime';

/** What subscribers of a gateway are counted by. */
export interface SubscribeMeter {
  subscriberCame(): void;
  subscriberLeft(): void;
  delivered(records: number, bytes: number): void;
  /** Bytes more, or less, that wait at the gateway for their subscriber to read. */
  buffered(bytes: number): void;
}

/** Counts nothing. */
export const noSubscribeMeter: SubscribeMeter = {
  subscriberCame: () => undefined,
  subscriberLeft: () => undefined,
  delivered: () => undefined,
  buffered: () => undefined,
};

/** Registers what the gateway tells of its subscribers. */
export function createSubscribeMeter(metrics: Metrics): SubscribeMeter {
  const subscribers = metrics.gauge({
    name: 'weir_gateway_subscribers',
    help: 'Subscribers that have opened their stream',
  });
  const records = metrics.counter({
    name: 'weir_gateway_delivered_records_total',
    help: 'Records sent to subscribers',
  });
  const bytes = metrics.counter({
    name: 'weir_gateway_delivered_bytes_total',
    help: 'Bytes of records sent to subscribers, as they count against their credit',
  });
  const buffer = metrics.gauge({
    name: 'weir_gateway_subscriber_buffer_bytes',
    help: 'Bytes sent to subscribers that do not read as fast: they wait at the gateway',
  });
  return {
    subscriberCame: () => {
      subscribers.inc();
    },
    subscriberLeft: () => {
      subscribers.dec();
    },
    delivered: (count, size) => {
      records.inc(count);
      bytes.inc(size);
    },
    buffered: (change) => {
      buffer.inc(change);
    },
  };
}
