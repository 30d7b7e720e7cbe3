import { parseArgs } from 'node:util';
import { allActs } from './acts/all-acts.ts';
import type { Act, OperatorCommands } from './scene.ts';

/** What is run, and where. */
export interface E2eOptions {
  readonly acts: readonly Act[];
  /** Whether the last act is done: uninstall, and install again over the claims. */
  readonly isUninstalled: boolean;
  readonly namespace: string;
  readonly releaseName: string;
  readonly valueFiles: readonly string[];
  readonly settings: readonly string[];
  readonly image: string | undefined;
  readonly importImage: string | undefined;
  /** The machine of the load; the first in order of name when undefined. */
  readonly loadNode: string | undefined;
  readonly commands: OperatorCommands;
  readonly patienceMs: number;
  /** What else the results should tell of the cluster. */
  readonly remarks: readonly string[];
  /** Whether the namespace stays when all is done. */
  readonly keep: boolean;
  /** Whether it is everything, whose results are kept. */
  readonly isWhole: boolean;
}

const uninstallName = 'uninstall';
const patienceSecondsByDefault = 600;

const optionTable = {
  acts: { type: 'string' },
  namespace: { type: 'string', default: 'weir-e2e' },
  release: { type: 'string', default: 'weir' },
  values: { type: 'string', multiple: true },
  set: { type: 'string', multiple: true },
  image: { type: 'string' },
  'import-image': { type: 'string' },
  'load-node': { type: 'string' },
  'power-off': { type: 'string' },
  'power-on': { type: 'string' },
  patience: { type: 'string', default: `${patienceSecondsByDefault}` },
  remark: { type: 'string', multiple: true },
  keep: { type: 'boolean', default: false },
} as const;

/** How to call it. */
export function e2eUsage(): string {
  return [
    'npm run e2e:k8s -- [options]      against the cluster that KUBECONFIG names',
    '  --acts A,B                      only these, in their order',
    '  --image NAME:TAG                the image of the services; the chart names one by default',
    "  --import-image 'CMD {folder} {image}'  packs the folder of the image and brings it to the machines",
    '  --values FILE, --set KEY=VALUE  for Helm, over ci/e2e-values.yaml; may be repeated',
    "  --power-off 'CMD {node}', --power-on 'CMD {node}'  without them no machine loses its power",
    '  --load-node NODE                the machine of the load, which is left alone; by default the first',
    '  --namespace N, --release R      weir-e2e and weir by default; the namespace must not exist yet',
    `  --patience SECONDS              how long one wait may take; ${patienceSecondsByDefault} by default`,
    '  --remark TEXT                   a line for the results about the cluster; may be repeated',
    '  --keep                          leaves the namespace as it is at the end',
    'acts:',
    ...allActs.map(({ name, what }) => `  ${name}: ${what}`),
    `  ${uninstallName}: \`helm uninstall\` keeps the claims; installed again, all is there`,
  ].join('\n');
}

/** Throws for what is not allowed. */
export function readE2eOptions(args: readonly string[]): E2eOptions {
  const { values } = parseArgs({ args: [...args], options: optionTable });
  const names = values.acts?.split(',');
  const unknown = (names ?? []).filter(
    (name) => name !== uninstallName && !allActs.some((act) => act.name === name),
  );
  if (unknown.length > 0) throw new Error(`No act "${unknown.join('", "')}"`);
  if (values['import-image'] !== undefined && values.image === undefined) {
    throw new Error('--import-image needs --image, the name that it is imported as');
  }
  return {
    acts: allActs.filter(({ name }) => names?.includes(name) ?? true),
    isUninstalled: names?.includes(uninstallName) ?? true,
    namespace: values.namespace,
    releaseName: values.release,
    valueFiles: values.values ?? [],
    settings: values.set ?? [],
    image: values.image,
    importImage: values['import-image'],
    loadNode: values['load-node'],
    commands: { powerOff: values['power-off'], powerOn: values['power-on'] },
    patienceMs: toSeconds(values.patience) * 1_000,
    remarks: values.remark ?? [],
    keep: values.keep,
    isWhole: names === undefined,
  };
}

function toSeconds(text: string): number {
  const seconds = Number(text);
  if (!Number.isInteger(seconds) || seconds < 30 || seconds > 7_200) {
    throw new Error(`--patience is "${text}", allowed are 30 to 7200`);
  }
  return seconds;
}
