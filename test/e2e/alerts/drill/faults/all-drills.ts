import type { AlertDrill } from '../alert-drill.ts';
import { controlDrills } from './control-drills.ts';
import { diskDrills } from './disk-drills.ts';
import { gatewayDrills } from './gateway-drills.ts';
import { groupDrills } from './group-drills.ts';
import { loadDrills } from './load-drills.ts';
import { nodeDrills } from './node-drills.ts';
import { redisDrills } from './redis-drills.ts';
import { securityDrills } from './security-drills.ts';

/** Every drill; each alert is in at least one. */
export const allDrills: readonly AlertDrill[] = [
  ...nodeDrills,
  ...controlDrills,
  ...redisDrills,
  ...diskDrills,
  ...loadDrills,
  ...groupDrills,
  ...gatewayDrills,
  ...securityDrills,
];
