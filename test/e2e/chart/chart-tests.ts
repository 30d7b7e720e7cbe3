import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, beforeEach } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { chartFolder, ciFile } from './chart-folder.ts';
import { findHelm, findTimeoutMs } from './helm-binary.ts';
import type { KubernetesObject } from './kubernetes-object.ts';

const run = promisify(execFile);

/** How the chart is rendered. */
export interface RenderOptions {
  /** Values files of `ci/`, by name. */
  readonly ci?: readonly string[];
  /** Values, each as JSON: `{ 'gateway.replicas': 3 }`. */
  readonly set?: Readonly<Record<string, unknown>>;
  readonly kubeVersion?: string;
  readonly chart?: string;
}

/** What a test does with the chart. */
export interface ChartTests {
  /** The objects of the release `r` in the namespace `apps`. */
  readonly render: (options?: RenderOptions) => Promise<readonly KubernetesObject[]>;
  /** What Helm says against the values; fails where it renders them. */
  readonly refuse: (options: RenderOptions) => Promise<string>;
  /** What `helm` prints; rejects with what it says when it fails. */
  readonly helm: (args: readonly string[]) => Promise<string>;
}

/** For a test file: finds Helm first, and skips each test with the reason where there is none. */
export function useChart(): ChartTests {
  let found: Awaited<ReturnType<typeof findHelm>> = 'not looked for yet';
  beforeAll(async () => {
    found = await findHelm();
  }, findTimeoutMs);
  beforeEach(({ skip }) => {
    if (typeof found === 'string') skip(found);
  });

  async function helm(args: readonly string[]): Promise<string> {
    if (typeof found === 'string') throw new Error(found);
    const { stdout } = await run(found.path, [...args], { maxBuffer: 64 * 1024 * 1024 });
    return stdout;
  }

  const rendered = new Map<string, Promise<readonly KubernetesObject[]>>();
  /** The same values are rendered once for all tests of a file. */
  function render(options: RenderOptions = {}): Promise<readonly KubernetesObject[]> {
    const args = templateArgs(options);
    const key = args.join('\n');
    const known = rendered.get(key) ?? helm(args).then(parseObjects);
    rendered.set(key, known);
    return known;
  }

  return {
    helm,
    render,
    refuse: async (options) => {
      const outcome = await helm(templateArgs(options)).catch((error: unknown) => error);
      if (outcome instanceof Error && 'stderr' in outcome) return String(outcome.stderr);
      throw new Error('Helm rendered values that it should refuse');
    },
  };
}

function templateArgs({ ci = [], set = {}, kubeVersion, chart }: RenderOptions): readonly string[] {
  return [
    ...['template', 'r', chart ?? chartFolder, '--namespace', 'apps'],
    ...ci.flatMap((name) => ['--values', ciFile(name)]),
    ...Object.entries(set).flatMap(([key, value]) => [
      '--set-json',
      `${key}=${JSON.stringify(value)}`,
    ]),
    ...(kubeVersion === undefined ? [] : ['--kube-version', kubeVersion]),
  ];
}

function parseObjects(text: string): readonly KubernetesObject[] {
  return parseAllDocuments(text).flatMap((document) => {
    const [problem] = document.errors;
    if (problem !== undefined) throw problem;
    const object = document.toJSON() as KubernetesObject | null;
    return object === null ? [] : [object];
  });
}

/** The one object of that kind and name; fails, naming those that are there, if it is not. */
export function only(
  objects: readonly KubernetesObject[],
  kind: string,
  name: string,
): KubernetesObject {
  const found = objects.filter((object) => object.kind === kind && object.metadata.name === name);
  const [object] = found;
  if (object !== undefined && found.length === 1) return object;
  const names = objects.filter((each) => each.kind === kind).map(({ metadata }) => metadata.name);
  throw new Error(
    `${found.length} objects are ${kind} ${name}; of that kind are ${names.join(', ')}`,
  );
}
