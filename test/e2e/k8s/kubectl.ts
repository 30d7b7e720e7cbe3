import { type CommandOptions, runCommand } from './run-command.ts';

/** What is read of any object. */
export interface KubernetesObject {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly uid: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
  };
}

interface Condition {
  readonly type: string;
  readonly status: string;
}

/** What is read of a pod. */
export interface Pod extends KubernetesObject {
  readonly spec: {
    readonly nodeName?: string;
    readonly containers: readonly { readonly image: string }[];
    readonly volumes?: readonly {
      readonly persistentVolumeClaim?: { readonly claimName: string };
    }[];
  };
  readonly status: {
    readonly phase: string;
    readonly conditions?: readonly Condition[];
  };
}

/** What is read of a machine of the cluster. */
export interface ClusterNode extends KubernetesObject {
  readonly status: {
    readonly conditions: readonly Condition[];
    readonly nodeInfo: { readonly kubeletVersion: string };
  };
}

/** Calls `kubectl` in one namespace, of the cluster that `KUBECONFIG` names. */
export class Kubectl {
  readonly namespace: string;

  constructor(namespace: string) {
    this.namespace = namespace;
  }

  async run(args: readonly string[], options?: CommandOptions): Promise<string> {
    return runCommand('kubectl', ['--namespace', this.namespace, ...args], options);
  }

  /** Creates or changes objects. */
  async apply(objects: readonly unknown[]): Promise<void> {
    const list = { apiVersion: 'v1', kind: 'List', items: objects };
    await this.run(['apply', '--filename', '-'], { input: JSON.stringify(list) });
  }

  /** The objects of a kind, in order of name, that have the labels. */
  async list<Item extends KubernetesObject>(kind: string, labels = ''): Promise<Item[]> {
    const text = await this.run(['get', kind, '--selector', labels, '--output', 'json']);
    const { items } = JSON.parse(text) as { readonly items: Item[] };
    return items.toSorted((left, right) => (left.metadata.name < right.metadata.name ? -1 : 1));
  }

  async nodes(): Promise<ClusterNode[]> {
    return this.list<ClusterNode>('nodes');
  }
}

/** Whether a condition of an object holds. */
export function hasCondition(object: Pod | ClusterNode, type: string): boolean {
  return (object.status.conditions ?? []).some(
    (condition) => condition.type === type && condition.status === 'True',
  );
}

/** Whether a pod is ready and stays. */
export function isReady(pod: Pod): boolean {
  return pod.metadata.deletionTimestamp === undefined && hasCondition(pod, 'Ready');
}
