import type { CaseContext } from '../case-context.ts';
import type { ConformanceStep } from '../conformance-case.ts';
import type { JsonObject } from '../json-value.ts';
import { connect, quickstart } from './cluster-steps.ts';
import { publish, publishStream } from './publish-steps.ts';
import { assigned, cancel, end, open, read, receive, send } from './stream-steps.ts';

type Step = (step: JsonObject, context: CaseContext) => Promise<JsonObject>;

const steps: Record<ConformanceStep['do'], Step> = {
  connect,
  publish,
  publishStream,
  open,
  send,
  receive,
  read,
  assigned,
  end,
  cancel,
  quickstart,
  health: ({ service = '' }, { driver }) => driver.ask({ op: 'health', service }),
  services: (_, { driver }) => driver.ask({ op: 'services' }),
  killGateway: ({ gateway }, { cluster }) => done(cluster.killGateway(Number(gateway))),
  startGateway: ({ gateway }, { cluster }) => done(cluster.startGateway(Number(gateway))),
  pauseLeader: (_, { cluster, topic }) => done(cluster.pauseLeader(topic)),
  resumeLeader: (_, { cluster }) => {
    cluster.resumeLeaders();
    return Promise.resolve({});
  },
};

/** What a step can be. */
export const stepNames = Object.keys(steps);

/** Does what a step says, its variables filled in, and returns the answer. */
export function runStep(step: JsonObject, context: CaseContext): Promise<JsonObject> {
  return steps[step['do'] as ConformanceStep['do']](step, context);
}

async function done(work: Promise<void>): Promise<JsonObject> {
  await work;
  return {};
}
