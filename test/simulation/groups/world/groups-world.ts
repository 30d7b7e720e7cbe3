import type { Random } from '@weir/core';
import type { EventQueue } from '../../world/event-queue.ts';
import type { SimulatedNetwork } from '../../world/simulated-network.ts';
import type { Trace } from '../../world/trace.ts';
import type { GroupHistory } from '../checkers/group-history.ts';
import type { JoinConnection } from './join-connection.ts';
import type { SimulatedTopics } from './simulated-topics.ts';

/** What everything in a simulation of groups shares. */
export interface GroupsWorld {
  readonly queue: EventQueue;
  readonly random: Random;
  readonly network: SimulatedNetwork;
  readonly history: GroupHistory;
  readonly trace: Trace;
  readonly topics: SimulatedTopics;
  /** Join streams that at least one end believes in. */
  readonly connections: Set<JoinConnection>;
}
