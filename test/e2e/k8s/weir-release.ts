import { join } from 'node:path';
import { runCommand } from './run-command.ts';
import { isReady, type Kubectl, type Pod } from './kubectl.ts';

/** The parts of a release, by the label that their pods have. */
export type Component = 'controller' | 'storage-node' | 'coordinator' | 'gateway' | 'redis';

const chart = join(import.meta.dirname, '..', '..', '..', 'helm', 'weir');

/** What a release is installed with. */
export interface ReleaseOptions {
  readonly name: string;
  /** Files of values, the last one wins. */
  readonly valueFiles: readonly string[];
  /** `name:tag` in place of the image that the chart names. */
  readonly image: string | undefined;
  /** `key=value`, over the files. */
  readonly settings: readonly string[];
  /** How long Helm may wait. */
  readonly timeoutMs: number;
}

/** One release of the chart, under Helm. */
export class WeirRelease {
  readonly #kubectl: Kubectl;
  readonly #options: ReleaseOptions;
  /** What upgrades have set since, by key. */
  readonly #changes = new Map<string, string>();

  constructor(kubectl: Kubectl, options: ReleaseOptions) {
    this.#kubectl = kubectl;
    this.#options = options;
  }

  get name(): string {
    return this.#options.name;
  }

  /** Where clients in the cluster begin. */
  get gateway(): string {
    return `${this.name}-gateway.${this.#kubectl.namespace}.svc:7440`;
  }

  async install(): Promise<void> {
    await this.#helm(['install', this.name, chart, ...this.#values(), ...this.#wait()]);
  }

  /** Upgrades with values beside what it was installed with, and what upgrades before have set. */
  async upgrade(values: Readonly<Record<string, string>>): Promise<void> {
    for (const [key, value] of Object.entries(values)) this.#changes.set(key, value);
    await this.#helm(['upgrade', this.name, chart, ...this.#values(), ...this.#wait()]);
  }

  /** Whether an upgrade has set a value. */
  hasChanged(key: string): boolean {
    return this.#changes.has(key);
  }

  /** Goes back to what was installed. */
  async rollback(): Promise<void> {
    this.#changes.clear();
    await this.#helm(['rollback', this.name, '1', ...this.#wait()]);
  }

  async test(): Promise<string> {
    return this.#helm(['test', this.name, '--timeout', this.#timeout()]);
  }

  async uninstall(): Promise<void> {
    await this.#helm(['uninstall', this.name, ...this.#wait()]);
  }

  /** The pods of a component, or of all, in order of name. */
  async pods(component?: Component): Promise<Pod[]> {
    const ofComponent = component === undefined ? [] : [`app.kubernetes.io/component=${component}`];
    const labels = [`app.kubernetes.io/instance=${this.name}`, ...ofComponent].join(',');
    const pods = await this.#kubectl.list<Pod>('pods', labels);
    // Pods of jobs and tests end; they are not a part of what runs.
    return pods.filter(({ status: { phase } }) => phase !== 'Succeeded' && phase !== 'Failed');
  }

  /** The names of the pods that are not ready, or going away. */
  async notReady(): Promise<string[]> {
    const pods = await this.pods();
    return pods.filter((pod) => !isReady(pod)).map(({ metadata: { name } }) => name);
  }

  #values(): string[] {
    const { valueFiles, settings, image } = this.#options;
    return [
      ...imageArgs(image),
      ...valueFiles.flatMap((file) => ['--values', file]),
      ...settings.flatMap((setting) => ['--set', setting]),
      ...Array.from(this.#changes, ([key, value]) => ['--set', `${key}=${value}`]).flat(),
    ];
  }

  #wait(): string[] {
    return ['--wait', '--timeout', this.#timeout()];
  }

  #timeout(): string {
    return `${Math.round(this.#options.timeoutMs / 1_000)}s`;
  }

  async #helm(args: readonly string[]): Promise<string> {
    // Helm's own limit ends it first, with its reason.
    const timeoutMs = this.#options.timeoutMs + 30_000;
    return runCommand('helm', ['--namespace', this.#kubectl.namespace, ...args], { timeoutMs });
  }
}

/** As text: a tag may look like a number. */
function imageArgs(image: string | undefined): string[] {
  if (image === undefined) return [];
  const colon = image.lastIndexOf(':');
  const [repository, tag] = [image.slice(0, colon), image.slice(colon + 1)];
  return ['--set-string', `image.repository=${repository},image.tag=${tag}`];
}
