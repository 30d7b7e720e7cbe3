// From weir/v1/group.proto

import type { ConsumedPositionInput as _weir_v1_ConsumedPositionInput, ConsumedPosition as _weir_v1_ConsumedPosition } from '../../weir/v1/ConsumedPosition.ts';

export interface HeartbeatInput {
  /**
   * Sent by members: where they stand, of the partitions whose position has moved since the
   * last one. A member that never sends any is judged by what it commits.
   */
  'positions'?: (_weir_v1_ConsumedPositionInput)[];
}

export interface Heartbeat {
  /**
   * Sent by members: where they stand, of the partitions whose position has moved since the
   * last one. A member that never sends any is judged by what it commits.
   */
  'positions': (_weir_v1_ConsumedPosition)[];
}
