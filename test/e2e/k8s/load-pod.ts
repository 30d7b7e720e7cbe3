import { join } from 'node:path';
import type { SeenRecord } from '../../harness/history.ts';
import { eventually } from '../../harness/eventually.ts';
import type { Kubectl, Pod } from './kubectl.ts';
import { type LoadReport, parseReport } from './load/load-event.ts';
import type { LoadPlan } from './load/load-plan.ts';
import { programFiles } from './program-files.ts';
import { restrictedPod } from './restricted-pod.ts';

const name = 'weir-load';
const testRoot = join(import.meta.dirname, '..', '..');
const entry = 'e2e/k8s/load/load-main.ts';
/** Where the image keeps its packages: sources below it find them. */
const mountPath = '/app/test';

/** What the load's pod is made of. */
export interface LoadPodOptions {
  readonly plan: LoadPlan;
  /** The services' image: it holds Node and the client. */
  readonly image: string;
  /** The machine that it stays on; it has to survive the acts. */
  readonly node: string;
  /** So that the network policies of the release let it in. */
  readonly labels: Readonly<Record<string, string>>;
}

/** What the load tells of the cluster, as far as the acts look at it. */
export interface ClusterDescription {
  readonly nodes: readonly { readonly nodeId: number; readonly assignedReplicas: number }[];
  readonly partitions: readonly {
    readonly partition: number;
    readonly leader?: number | undefined;
    readonly assignedReplicas: readonly number[];
    readonly inSyncReplicas: readonly number[];
  }[];
}

/** The load, running in a pod of the cluster: its program comes from a ConfigMap, asked by `kubectl exec`. */
export class LoadPod {
  readonly #kubectl: Kubectl;
  readonly #options: LoadPodOptions;

  constructor(kubectl: Kubectl, options: LoadPodOptions) {
    this.#kubectl = kubectl;
    this.#options = options;
  }

  /** Starts the pod, and the load in it. */
  async start(): Promise<void> {
    const files = await programFiles(testRoot, entry);
    const keyOf = (index: number): string => `file-${index}`;
    const configMap = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name },
      data: Object.fromEntries(files.map(({ text }, index) => [keyOf(index), text])),
    };
    const items = files.map(({ path }, index) => ({ key: keyOf(index), path }));
    const { plan, image, node, labels } = this.#options;
    const pod = restrictedPod({
      name,
      image,
      command: ['node', `${mountPath}/${entry}`, JSON.stringify(plan)],
      node,
      labels,
      files: { configMap: name, items, mountPath },
    });
    await this.#kubectl.apply([configMap, pod]);
    await this.#kubectl.run(['wait', `pod/${name}`, '--for=condition=Ready', '--timeout=120s'], {
      timeoutMs: 130_000,
    });
    await eventually(() => this.#ask('/start'), {
      timeoutMs: 120_000,
      intervalMs: 1_000,
      what: 'The load',
    });
  }

  /** All that happened from the event `from` on. */
  async report(from: number): Promise<LoadReport> {
    return parseReport(await this.#ask(`/report?from=${from}`));
  }

  /** Sends no more; resolves when every record is answered. */
  async finishSending(): Promise<void> {
    await this.#ask('/finish-sending', 180_000);
  }

  /** All that can be read from the beginning, each partition in order. */
  async stored(): Promise<SeenRecord[]> {
    return JSON.parse(await this.#ask('/stored', 300_000)) as SeenRecord[];
  }

  /** Gives leaderships back to the nodes that are to have them. */
  async electPreferred(): Promise<void> {
    await this.#ask('/elect-preferred');
  }

  async describe(): Promise<ClusterDescription> {
    const { cluster, topic } = JSON.parse(await this.#ask('/describe')) as {
      readonly cluster: { readonly nodeStatuses: ClusterDescription['nodes'] };
      readonly topic: Pick<ClusterDescription, 'partitions'>;
    };
    return { nodes: cluster.nodeStatuses, partitions: topic.partitions };
  }

  /** Whether the pod is there and has not been started again. */
  async isAlive(): Promise<boolean> {
    const pods = await this.#kubectl.list<Pod>('pods', `app=${name}`);
    return pods.length === 1 && pods[0]?.status.phase === 'Running';
  }

  /** What the pod printed last, for an error message. */
  async logTail(): Promise<string> {
    return this.#kubectl.run(['logs', name, '--tail=20']);
  }

  async #ask(path: string, timeoutMs = 60_000): Promise<string> {
    const program = [
      `const answer = await fetch('http://127.0.0.1:8080${path}');`,
      'const text = await answer.text();',
      'process.stdout.write(text);',
      'if (!answer.ok) process.exitCode = 1;',
    ].join('');
    const args = ['exec', name, '--', 'node', '--input-type=module', '--eval', program];
    return this.#kubectl.run(args, { timeoutMs });
  }
}
