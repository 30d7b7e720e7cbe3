import { eventually } from '../../../harness/eventually.ts';
import { restrictedPod } from '../restricted-pod.ts';
import type { Act, Scene } from '../scene.ts';

const name = 'weir-stranger';

/** What is tried to be reached, and whether a pod without any label may. */
interface Door {
  readonly host: string;
  readonly port: number;
  readonly isOpen: boolean;
}

/** A pod that the network policies know nothing of. */
export const strangerAct: Act = {
  name: 'stranger',
  what: 'a pod without labels tries every port: network policies let it to the gateway only',
  isPlanned: true,
  run: async (scene) => {
    const { kubectl, release, loadNode } = scene;
    const [gateway] = await release.pods('gateway');
    const image = gateway?.spec.containers[0]?.image ?? '';
    const command = ['node', '--eval', 'setInterval(() => undefined, 60_000)'];
    await kubectl.apply([restrictedPod({ name, image, command, node: loadNode })]);
    try {
      await kubectl.run(['wait', `pod/${name}`, '--for=condition=Ready', '--timeout=60s']);
      // A policy takes a moment to be known on every machine.
      await eventually(() => areDoorsRight(scene), {
        timeoutMs: 60_000,
        intervalMs: 2_000,
        what: 'The policies',
      });
    } finally {
      await kubectl.run(['delete', 'pod', name, '--wait=false']);
    }
    return doorsOf(release.name)
      .map(({ host, port, isOpen }) => `${host}:${port} ${isOpen ? 'open' : 'shut'}`)
      .join(', ');
  },
};

function doorsOf(release: string): Door[] {
  return [
    { host: `${release}-gateway`, port: 7440, isOpen: true },
    { host: `${release}-controller`, port: 7410, isOpen: false },
    { host: `${release}-storage-node`, port: 7420, isOpen: false },
    { host: `${release}-coordinator`, port: 7430, isOpen: false },
    { host: `${release}-redis`, port: 6379, isOpen: false },
  ];
}

async function areDoorsRight({ kubectl, release }: Scene): Promise<boolean> {
  for (const { host, port, isOpen } of doorsOf(release.name)) {
    const found = await kubectl.run(['exec', name, '--', 'node', '--eval', knock(host, port)]);
    if (found !== (isOpen ? 'open' : 'shut')) {
      throw new Error(`${host}:${port} is ${found} to a stranger`);
    }
  }
  return true;
}

/** A program that prints what becomes of a connection; a name that nobody knows is an error. */
function knock(host: string, port: number): string {
  return [
    "const { lookup } = require('node:dns');",
    `lookup('${host}', (error, address) => {`,
    'if (error) throw error;',
    `const socket = require('node:net').connect(${port}, address);`,
    'const tell = (word) => { process.stdout.write(word, () => process.exit()); };',
    "socket.once('connect', () => tell('open')).once('error', () => tell('shut'));",
    "setTimeout(() => tell('shut'), 3000);",
    '});',
  ].join('');
}
