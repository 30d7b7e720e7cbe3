// From weir/v1/log.proto

import type { DeleteRecordsResultInput as _weir_v1_DeleteRecordsResultInput, DeleteRecordsResult as _weir_v1_DeleteRecordsResult } from '../../weir/v1/DeleteRecordsResult.ts';

export interface DeleteRecordsResponseInput {
  'partitions'?: (_weir_v1_DeleteRecordsResultInput)[];
}

export interface DeleteRecordsResponse {
  'partitions': (_weir_v1_DeleteRecordsResult)[];
}
