// From weir/v1/log.proto

import type { Long } from '@grpc/proto-loader';

export interface ProducerStateInput {
  'producerId'?: (number | string | Long);
  'producerEpoch'?: (number);
  'lastSequence'?: (number);
  'lastOffset'?: (number | string | Long);
  'lastTimestampMs'?: (number | string | Long);
}

export interface ProducerState {
  'producerId': (number);
  'producerEpoch': (number);
  'lastSequence': (number);
  'lastOffset': (number);
  'lastTimestampMs': (number);
}
