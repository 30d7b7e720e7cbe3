import { isOf, type LoadEvent, type LoadReport, type SentCounts } from './load/load-event.ts';
import type { LoadRoute } from './load/load-plan.ts';
import type { LoadPod } from './load-pod.ts';

/** All that the load's pod has told so far. */
export class LoadLog {
  readonly events: LoadEvent[] = [];
  readonly #pod: Pick<LoadPod, 'report'>;
  #last: Omit<LoadReport, 'events'> = {
    nowMs: 0,
    next: 0,
    sent: { direct: 0, gateway: 0 },
    failures: [],
  };

  constructor(pod: Pick<LoadPod, 'report'>) {
    this.#pod = pod;
  }

  get sent(): SentCounts {
    return this.#last.sent;
  }

  get failures(): readonly string[] {
    return this.#last.failures;
  }

  /** Asks for what is new; the instant, on the load's clock, up to which all is known. */
  async pull(): Promise<number> {
    const { events, ...rest } = await this.#pod.report(this.#last.next);
    for (const event of events) this.events.push(event);
    this.#last = rest;
    return rest.nowMs;
  }

  /** How many writes have failed so far. */
  get failedWrites(): number {
    return this.events.filter(isOf('refused')).length;
  }

  /** The partitions that a route has acknowledged, or delivered, records of after an instant. */
  partitionsSince(kind: 'acknowledged' | 'delivered', route: LoadRoute, sinceMs: number): number[] {
    const seen = new Set<number>();
    for (const event of this.events) {
      if (event.kind === kind && event.route === route && event.atMs > sinceMs) {
        seen.add(event.partition);
      }
    }
    return [...seen];
  }
}
