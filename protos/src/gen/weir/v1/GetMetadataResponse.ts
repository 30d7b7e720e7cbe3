// From weir/v1/metadata.proto

import type { MetadataSnapshotInput as _weir_v1_MetadataSnapshotInput, MetadataSnapshot as _weir_v1_MetadataSnapshot } from '../../weir/v1/MetadataSnapshot.ts';

export interface GetMetadataResponseInput {
  'snapshot'?: (_weir_v1_MetadataSnapshotInput | null);
}

export interface GetMetadataResponse {
  'snapshot': (_weir_v1_MetadataSnapshot | null);
}
