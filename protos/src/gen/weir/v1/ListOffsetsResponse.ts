// From weir/v1/log.proto

import type { ListOffsetsResultInput as _weir_v1_ListOffsetsResultInput, ListOffsetsResult as _weir_v1_ListOffsetsResult } from '../../weir/v1/ListOffsetsResult.ts';

export interface ListOffsetsResponseInput {
  'partitions'?: (_weir_v1_ListOffsetsResultInput)[];
}

export interface ListOffsetsResponse {
  'partitions': (_weir_v1_ListOffsetsResult)[];
}
