import { setTimeout as wait } from 'node:timers/promises';
import type { Admin } from '@weir/client';

/** The fewest replicas in sync that a watch has seen of a partition. */
export interface FewestInSync {
  readonly partition: number;
  readonly inSync: number;
}

const intervalMs = 10;

/**
 * Looks at a topic's in-sync sets again and again, and remembers the smallest of each partition.
 *
 * A replica counts while its node is alive: a set names a node that was stopped until its leader
 * notices.
 */
export class InSyncWatch implements AsyncDisposable {
  readonly #admin: Admin;
  readonly #topic: string;
  readonly #over = new AbortController();
  #fewest = new Map<number, number>();
  #running: Promise<void> = Promise.resolve();
  #looks = 0;

  constructor(admin: Admin, topic: string) {
    this.#admin = admin;
    this.#topic = topic;
  }

  start(): void {
    this.#running = this.#run();
  }

  /** How many times it has looked since it was started, or began anew. */
  get looks(): number {
    return this.#looks;
  }

  /** By partition, since it was started or began anew. */
  get fewest(): FewestInSync[] {
    return [...this.#fewest].map(([partition, inSync]) => ({ partition, inSync }));
  }

  /** Forgets what it has seen. */
  beginAnew(): void {
    this.#fewest = new Map();
    this.#looks = 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#over.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#over.signal.aborted) {
      await this.#look();
      await wait(intervalMs);
    }
  }

  async #look(): Promise<void> {
    const fewest = this.#fewest;
    const [{ topic }, { nodes }] = await Promise.all([
      this.#admin.describeTopic(this.#topic),
      this.#admin.describeCluster(),
    ]);
    // What was asked before it began anew may be older than that.
    if (fewest !== this.#fewest) return;
    const dead = new Set(
      nodes.filter(({ state }) => state === 'NODE_STATE_DEAD').map(({ nodeId }) => nodeId),
    );
    for (const { partition, inSyncReplicas } of topic.partitions) {
      const inSync = inSyncReplicas.filter((nodeId) => !dead.has(nodeId)).length;
      fewest.set(partition, Math.min(inSync, fewest.get(partition) ?? inSync));
    }
    this.#looks += 1;
  }
}
