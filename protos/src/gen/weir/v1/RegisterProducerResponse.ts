// From weir/v1/admin.proto

import type { Long } from '@grpc/proto-loader';

export interface RegisterProducerResponseInput {
  'producerId'?: (number | string | Long);
  'producerEpoch'?: (number);
}

export interface RegisterProducerResponse {
  'producerId': (number);
  'producerEpoch': (number);
}
