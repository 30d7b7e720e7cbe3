// From weir/v1/admin.proto

import type { BalanceMoveInput as _weir_v1_BalanceMoveInput, BalanceMove as _weir_v1_BalanceMove } from '../../weir/v1/BalanceMove.ts';

export interface BalanceReplicasResponseInput {
  /**
   * In order of topic and partition; none where all is balanced.
   */
  'moves'?: (_weir_v1_BalanceMoveInput)[];
}

export interface BalanceReplicasResponse {
  /**
   * In order of topic and partition; none where all is balanced.
   */
  'moves': (_weir_v1_BalanceMove)[];
}
