// From weir/v1/group.proto

import type { SubscribeInput as _weir_v1_SubscribeInput, Subscribe as _weir_v1_Subscribe } from '../../weir/v1/Subscribe.ts';
import type { OwnedInput as _weir_v1_OwnedInput, Owned as _weir_v1_Owned } from '../../weir/v1/Owned.ts';
import type { HeartbeatInput as _weir_v1_HeartbeatInput, Heartbeat as _weir_v1_Heartbeat } from '../../weir/v1/Heartbeat.ts';
import type { LeaveInput as _weir_v1_LeaveInput, Leave as _weir_v1_Leave } from '../../weir/v1/Leave.ts';

export interface JoinRequestInput {
  /**
   * First, and again to change the subscription.
   */
  'subscribe'?: (_weir_v1_SubscribeInput | null);
  'owned'?: (_weir_v1_OwnedInput | null);
  'heartbeat'?: (_weir_v1_HeartbeatInput | null);
  'leave'?: (_weir_v1_LeaveInput | null);
  'command'?: "subscribe"|"owned"|"heartbeat"|"leave";
}

export interface JoinRequest {
  /**
   * First, and again to change the subscription.
   */
  'subscribe'?: (_weir_v1_Subscribe | null);
  'owned'?: (_weir_v1_Owned | null);
  'heartbeat'?: (_weir_v1_Heartbeat | null);
  'leave'?: (_weir_v1_Leave | null);
  'command'?: "subscribe"|"owned"|"heartbeat"|"leave";
}
