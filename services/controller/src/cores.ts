/**
 * An active controller and what it is made of, without a server and a lease: what a simulation
 * drives. Only tests import this.
 */
export { ActiveController } from './active-controller.ts';
export { changeIsr } from './cluster/isr-changes.ts';
export { newControllerCounts } from './controller-counts.ts';
export { electLeaders } from './election/elect-leaders.ts';
export type {
  ConfigChangePace,
  Inventory,
  NodeAuthority,
  NodeCalls,
  ReplicaCreations,
} from './node/node-calls.ts';
export { toEvidence } from './node/node-calls.ts';
export { type ElectedLeader, Election } from './partition/election.ts';
export { alterReassignments } from './reassignment/reassignment-admin.ts';
