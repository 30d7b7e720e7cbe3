// From weir/v1/messaging.proto

import type { SubscriptionOpenedInput as _weir_v1_SubscriptionOpenedInput, SubscriptionOpened as _weir_v1_SubscriptionOpened } from '../../weir/v1/SubscriptionOpened.ts';
import type { PartitionsAssignedInput as _weir_v1_PartitionsAssignedInput, PartitionsAssigned as _weir_v1_PartitionsAssigned } from '../../weir/v1/PartitionsAssigned.ts';
import type { PartitionsRevokedInput as _weir_v1_PartitionsRevokedInput, PartitionsRevoked as _weir_v1_PartitionsRevoked } from '../../weir/v1/PartitionsRevoked.ts';
import type { RecordsReceivedInput as _weir_v1_RecordsReceivedInput, RecordsReceived as _weir_v1_RecordsReceived } from '../../weir/v1/RecordsReceived.ts';
import type { OffsetsCommittedInput as _weir_v1_OffsetsCommittedInput, OffsetsCommitted as _weir_v1_OffsetsCommitted } from '../../weir/v1/OffsetsCommitted.ts';
import type { DrainingInput as _weir_v1_DrainingInput, Draining as _weir_v1_Draining } from '../../weir/v1/Draining.ts';

export interface SubscribeResponseInput {
  /**
   * First; again when the group gave the member up and it has joined anew.
   */
  'opened'?: (_weir_v1_SubscriptionOpenedInput | null);
  'assigned'?: (_weir_v1_PartitionsAssignedInput | null);
  'revoked'?: (_weir_v1_PartitionsRevokedInput | null);
  'records'?: (_weir_v1_RecordsReceivedInput | null);
  'committed'?: (_weir_v1_OffsetsCommittedInput | null);
  'draining'?: (_weir_v1_DrainingInput | null);
  'event'?: "opened"|"assigned"|"revoked"|"records"|"committed"|"draining";
}

export interface SubscribeResponse {
  /**
   * First; again when the group gave the member up and it has joined anew.
   */
  'opened'?: (_weir_v1_SubscriptionOpened | null);
  'assigned'?: (_weir_v1_PartitionsAssigned | null);
  'revoked'?: (_weir_v1_PartitionsRevoked | null);
  'records'?: (_weir_v1_RecordsReceived | null);
  'committed'?: (_weir_v1_OffsetsCommitted | null);
  'draining'?: (_weir_v1_Draining | null);
  'event'?: "opened"|"assigned"|"revoked"|"records"|"committed"|"draining";
}
