// From weir/v1/metadata.proto

import type { MetadataSnapshotInput as _weir_v1_MetadataSnapshotInput, MetadataSnapshot as _weir_v1_MetadataSnapshot } from '../../weir/v1/MetadataSnapshot.ts';
import type { MetadataDeltaInput as _weir_v1_MetadataDeltaInput, MetadataDelta as _weir_v1_MetadataDelta } from '../../weir/v1/MetadataDelta.ts';

export interface WatchMetadataResponseInput {
  'snapshot'?: (_weir_v1_MetadataSnapshotInput | null);
  'delta'?: (_weir_v1_MetadataDeltaInput | null);
  'event'?: "snapshot"|"delta";
}

export interface WatchMetadataResponse {
  'snapshot'?: (_weir_v1_MetadataSnapshot | null);
  'delta'?: (_weir_v1_MetadataDelta | null);
  'event'?: "snapshot"|"delta";
}
