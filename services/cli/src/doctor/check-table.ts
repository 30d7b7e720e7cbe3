import type { Check } from './check.ts';
import { clusterChecks } from './checks/cluster-checks.ts';
import { connectionChecks } from './checks/connection-checks.ts';
import { groupChecks } from './checks/group-checks.ts';
import { moveChecks } from './checks/move-checks.ts';
import { nodeChecks } from './checks/node-checks.ts';
import { partitionChecks } from './checks/partition-checks.ts';
import { placementChecks } from './checks/placement-checks.ts';
import { securityChecks } from './checks/security-checks.ts';
import { topicChecks } from './checks/topic-checks.ts';

/** Everything that the doctor looks for, in the order in which it is told. */
export const checkTable: readonly Check[] = [
  ...connectionChecks,
  ...clusterChecks,
  ...nodeChecks,
  ...partitionChecks,
  ...topicChecks,
  ...placementChecks,
  ...moveChecks,
  ...groupChecks,
  ...securityChecks,
];
