import type { SeenRecord } from '../../harness/history.ts';
import { judge } from '../../harness/judge.ts';
import { isOf, type LoadEvent, type SentCounts } from './load/load-event.ts';
import { keysOf, type LoadPlan, type LoadRoute, loadRoutes } from './load/load-plan.ts';

/** All that is known of a load when it has ended. */
export interface LoadOutcome {
  readonly plan: LoadPlan;
  readonly sent: SentCounts;
  readonly failures: readonly string[];
  readonly events: readonly LoadEvent[];
  /** All that a consumer without a group could read at the end. */
  readonly stored: readonly SeenRecord[];
}

/**
 * What is wrong, one sentence each: with the answers and the topic, and with what each route's group was
 * given. A group may be given records again, since members are cut off before they have committed.
 */
export function judgeLoad(outcome: LoadOutcome): string[] {
  const findings = loadRoutes.flatMap((route) => judgeGroupOf(route, outcome));
  return [...new Set(findings)];
}

function judgeGroupOf(route: LoadRoute, outcome: LoadOutcome): string[] {
  const { plan, sent, events, stored, failures } = outcome;
  const { topic } = plan;
  const history = {
    topic,
    sent: loadRoutes.flatMap((own) => sentBy(own, plan, sent[own])),
    acknowledged: events.filter(isOf('acknowledged')),
    refused: events
      .filter(isOf('refused'))
      .map(({ value, code, message }) => ({ key: undefined, value, code, message })),
    delivered: events
      .filter(isOf('delivered'))
      .filter((event) => event.route === route)
      .map((event) => ({ topic, ...event })),
    memberFailures: failures,
    stored,
    replicas: undefined,
  };
  return judge(history, { mayRedeliver: true });
}

/** What a route's producer sent first, as `PacedProducer` makes it. */
function sentBy(route: LoadRoute, plan: LoadPlan, count: number): { key: string; value: string }[] {
  const keys = keysOf(route, plan);
  return Array.from({ length: count }, (_, index) => ({
    key: keys[index % keys.length] ?? '',
    value: `${route}-${index}`,
  }));
}
