import { type Producer, Weir } from '@weir/client';
import { GroupReader } from '../../../harness/group-reader.ts';
import type { SeenRecord } from '../../../harness/history.ts';
import { PacedProducer } from '../../../harness/paced-producer.ts';
import type { LoadEvent, LoadReport } from './load-event.ts';
import { groupOf, keysOf, type LoadPlan, type LoadRoute, loadRoutes } from './load-plan.ts';

const maxEvents = 3_000_000;

/** One producer and one group of one member, with connections of their own. */
interface Flow {
  readonly route: LoadRoute;
  readonly weir: Weir;
  readonly sender: Producer;
  readonly producer: PacedProducer;
  readonly reader: GroupReader;
  /** How many of the producer's answers are among the events. */
  readonly taken: { acknowledged: number; refused: number };
}

/**
 * Sends and reads by each route until it is told to stop, and remembers what happened.
 *
 * Invariants:
 *   - An event that was told keeps its place: the same report can be asked for again.
 */
export class ClusterLoad {
  readonly #plan: LoadPlan;
  readonly #flows: readonly Flow[];
  readonly #events: LoadEvent[] = [];
  #started = false;

  constructor(plan: LoadPlan) {
    this.#plan = plan;
    this.#flows = loadRoutes.map((route) => this.#flow(route));
  }

  /** Creates the topic where it is missing, and begins to send; again, it does nothing. */
  async start(): Promise<void> {
    const [{ weir }] = this.#flows as readonly [Flow];
    const { topic, partitions, replicationFactor, minInSyncReplicas } = this.#plan;
    const topics = await weir.admin().listTopics();
    if (!topics.some(({ name }) => name === topic)) {
      await weir.admin().createTopic({
        name: topic,
        partitions,
        replicationFactor,
        configs: { 'min.insync.replicas': `${minInSyncReplicas}` },
      });
    }
    if (this.#started) return;
    this.#started = true;
    for (const { producer } of this.#flows) producer.start();
  }

  /** All that happened from the event `from` on. */
  report(from: number): LoadReport {
    for (const flow of this.#flows) this.#collect(flow);
    return {
      nowMs: performance.now(),
      next: this.#events.length,
      sent: Object.fromEntries(
        this.#flows.map(({ route, producer }) => [route, producer.sent.length]),
      ) as LoadReport['sent'],
      failures: this.#flows.flatMap(({ route, reader: { failure } }) =>
        failure === undefined ? [] : [`The group of route ${route}: ${failure}`],
      ),
      events: this.#events.slice(from),
    };
  }

  /** Sends no more; resolves when every record is answered. */
  async finishSending(): Promise<void> {
    await Promise.all(this.#flows.map(({ producer }) => producer.stop()));
  }

  /** All that a consumer without a group can read now, from the beginning. */
  async readAll(): Promise<SeenRecord[]> {
    const { topic } = this.#plan;
    await using weir = new Weir({ bootstrap: this.#plan.gateway });
    await using consumer = weir.consumer({ topics: [topic] });
    const stored: SeenRecord[] = [];
    for await (const record of consumer.records({ untilEnd: true })) {
      const { partition, offset } = record;
      stored.push({ topic, partition, offset, key: record.keyText(), value: record.text() });
    }
    return stored;
  }

  /** Gives leaderships back to the nodes that are to have them. */
  async electPreferred(): Promise<void> {
    const [{ weir }] = this.#flows as readonly [Flow];
    await weir.admin().electLeaders({ type: 'preferred' });
  }

  /** What the cluster says of itself, and of the topic. */
  async describe(): Promise<unknown> {
    const [{ weir }] = this.#flows as readonly [Flow];
    const [cluster, { topic }] = await Promise.all([
      weir.admin().describeCluster(),
      weir.admin().describeTopic(this.#plan.topic),
    ]);
    return { cluster, topic };
  }

  #flow(route: LoadRoute): Flow {
    const { topic, gateway, intervalMs } = this.#plan;
    const weir = new Weir({ bootstrap: gateway, connect: route, clientId: `load-${route}` });
    const sender = weir.producer();
    const keys = keysOf(route, this.#plan);
    return {
      route,
      weir,
      sender,
      producer: new PacedProducer({ producer: sender, topic, name: route, intervalMs, keys }),
      reader: new GroupReader(weir, {
        consumer: { groupId: groupOf(route, this.#plan), topics: [topic] },
        onRecord: ({ partition, offset, key, value }) => {
          const atMs = performance.now();
          const record = { partition, offset, key: key ?? '', value: value ?? '' };
          this.#add({ kind: 'delivered', route, atMs, ...record });
        },
      }),
      taken: { acknowledged: 0, refused: 0 },
    };
  }

  #collect({ route, producer, taken }: Flow): void {
    for (const answer of producer.acknowledged.slice(taken.acknowledged)) {
      this.#add({ kind: 'acknowledged', route, ...answer, key: answer.key ?? '' });
    }
    for (const { value, code, message } of producer.refused.slice(taken.refused)) {
      this.#add({ kind: 'refused', route, value, code, message });
    }
    taken.acknowledged = producer.acknowledged.length;
    taken.refused = producer.refused.length;
  }

  #add(event: LoadEvent): void {
    if (this.#events.length >= maxEvents) throw new Error(`More than ${maxEvents} events`);
    this.#events.push(event);
  }
}
