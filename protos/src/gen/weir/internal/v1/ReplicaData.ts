// From weir/internal/v1/replication.proto

import type { EpochEntryInput as _weir_internal_v1_EpochEntryInput, EpochEntry as _weir_internal_v1_EpochEntry } from '../../../weir/internal/v1/EpochEntry.ts';
import type { Long } from '@grpc/proto-loader';

/**
 * A run of batches of one epoch, continuing at `base_offset`. Epoch entries are applied
 * first. A message without batches carries a moved high watermark or log start.
 */
export interface ReplicaDataInput {
  'session'?: (number | string | Long);
  'baseOffset'?: (number | string | Long);
  'epochs'?: (_weir_internal_v1_EpochEntryInput)[];
  'batches'?: (Buffer | Uint8Array | string)[];
  'highWatermark'?: (number | string | Long);
  'logStartOffset'?: (number | string | Long);
}

/**
 * A run of batches of one epoch, continuing at `base_offset`. Epoch entries are applied
 * first. A message without batches carries a moved high watermark or log start.
 */
export interface ReplicaData {
  'session': (number);
  'baseOffset': (number);
  'epochs': (_weir_internal_v1_EpochEntry)[];
  'batches': (Buffer)[];
  'highWatermark': (number);
  'logStartOffset': (number);
}
