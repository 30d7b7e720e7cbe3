// From weir/v1/group.proto

import type { AssignmentInput as _weir_v1_AssignmentInput, Assignment as _weir_v1_Assignment } from '../../weir/v1/Assignment.ts';
import type { HeartbeatInput as _weir_v1_HeartbeatInput, Heartbeat as _weir_v1_Heartbeat } from '../../weir/v1/Heartbeat.ts';

export interface JoinResponseInput {
  'assignment'?: (_weir_v1_AssignmentInput | null);
  'heartbeat'?: (_weir_v1_HeartbeatInput | null);
  'event'?: "assignment"|"heartbeat";
}

export interface JoinResponse {
  'assignment'?: (_weir_v1_Assignment | null);
  'heartbeat'?: (_weir_v1_Heartbeat | null);
  'event'?: "assignment"|"heartbeat";
}
