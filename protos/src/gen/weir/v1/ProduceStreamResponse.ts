// From weir/v1/log.proto

import type { ProduceResponseInput as _weir_v1_ProduceResponseInput, ProduceResponse as _weir_v1_ProduceResponse } from '../../weir/v1/ProduceResponse.ts';
import type { Long } from '@grpc/proto-loader';

export interface ProduceStreamResponseInput {
  'correlationId'?: (number | string | Long);
  'response'?: (_weir_v1_ProduceResponseInput | null);
}

export interface ProduceStreamResponse {
  'correlationId': (number);
  'response': (_weir_v1_ProduceResponse | null);
}
