// From weir/v1/log.proto

import type { ProduceRequestInput as _weir_v1_ProduceRequestInput, ProduceRequest as _weir_v1_ProduceRequest } from '../../weir/v1/ProduceRequest.ts';
import type { Long } from '@grpc/proto-loader';

export interface ProduceStreamRequestInput {
  'correlationId'?: (number | string | Long);
  'request'?: (_weir_v1_ProduceRequestInput | null);
}

export interface ProduceStreamRequest {
  'correlationId': (number);
  'request': (_weir_v1_ProduceRequest | null);
}
