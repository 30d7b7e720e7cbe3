// From weir/v1/log.proto

import type { FetchStreamDataInput as _weir_v1_FetchStreamDataInput, FetchStreamData as _weir_v1_FetchStreamData } from '../../weir/v1/FetchStreamData.ts';

export interface FetchStreamResponseInput {
  'partitions'?: (_weir_v1_FetchStreamDataInput)[];
}

export interface FetchStreamResponse {
  'partitions': (_weir_v1_FetchStreamData)[];
}
