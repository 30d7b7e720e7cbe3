import type { ChaosFault } from '../chaos-fault.ts';
import { diskFaults } from './disk-faults.ts';
import { membershipFaults } from './membership-faults.ts';
import { networkFaults } from './network-faults.ts';
import { processFaults } from './process-faults.ts';
import { redisFaults } from './redis-faults.ts';
import { stormFaults } from './storm-faults.ts';

/** Every fault, in the order of the table. */
export const allFaults: readonly ChaosFault[] = [
  ...processFaults,
  ...networkFaults,
  ...redisFaults,
  ...diskFaults,
  ...membershipFaults,
  ...stormFaults,
];
