import { eventually } from '../../harness/eventually.ts';
import { spawn } from 'node:child_process';
import type { CaseContext } from '../case-context.ts';
import type { Program } from '../driver-process.ts';
import type { JsonObject } from '../json-value.ts';

/** Connects the driver, to the first gateway and with a good key unless the step says otherwise. */
export async function connect(
  { gateway, apiKey }: JsonObject,
  { driver, cluster }: CaseContext,
): Promise<JsonObject> {
  const address = cluster.addresses[Number(gateway ?? 1) - 1] ?? '';
  const others = cluster.addresses.filter((other) => other !== address);
  return driver.ask({
    op: 'connect',
    address,
    addresses: [address, ...others],
    apiKey: apiKey ?? cluster.apiKey,
  });
}

/** Runs the publisher of `protos/README.md`, then its consumer until it has read what was published. */
export async function quickstart(
  { texts }: JsonObject,
  { toolchain, cluster, topic, group }: CaseContext,
): Promise<JsonObject> {
  const list = texts as readonly string[];
  const [address = ''] = cluster.addresses;
  const env = { WEIR_API_KEY: cluster.apiKey };
  const published = await outputOf(toolchain.program('publish', [address, topic, ...list]), env, {
    lines: Infinity,
  });
  const consumed = await outputOf(toolchain.program('consume', [address, topic, group]), env, {
    lines: list.length,
  });
  return { published, consumed };
}

/** What a program printed until it ended, or had printed so many lines and was stopped. */
async function outputOf(
  { command, args, env }: Program,
  credentials: Readonly<Record<string, string>>,
  { lines }: { readonly lines: number },
): Promise<string[]> {
  const child = spawn(command, args, { env: { ...process.env, ...env, ...credentials } });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const printed = (): string[] => stdout.split('\n').slice(0, -1);
  let isOver = false;
  const closed = new Promise<number | null>((resolve) => {
    child.once('error', (error) => {
      stderr += error.message;
      resolve(null);
    });
    child.once('close', resolve);
  }).finally(() => {
    isOver = true;
  });
  try {
    await eventually(() => isOver || printed().length >= lines, { timeoutMs: 60_000 });
  } finally {
    child.kill('SIGKILL');
  }
  const code = await closed;
  if (lines === Infinity && code !== 0) throw new Error(`${command} ended with ${code}: ${stderr}`);
  if (lines !== Infinity && printed().length < lines) throw new Error(`Read too little: ${stderr}`);
  return printed();
}
