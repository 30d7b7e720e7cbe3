import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { driverDirectory } from './peers-directory.ts';

/** What Kafka is to do on a fresh cluster of its own, by the names of `peer-operation.py`. */
export interface PeerOperation {
  readonly operation: string;
  readonly arguments: Readonly<Record<string, number>>;
}

type Reply = { readonly answer: unknown } | { readonly error: string };

/** Runs an operation of Kafka's driver to its end. Its servers end with it, also when it is aborted. */
export async function runPeerOperation<Answer>(
  { operation, arguments: values }: PeerOperation,
  signal: AbortSignal,
): Promise<Answer> {
  const script = join(import.meta.dirname, 'peer-operation.py');
  const args = [script, driverDirectory('kafka'), operation, JSON.stringify(values)];
  const child = spawn('python3', args, { stdio: ['pipe', 'pipe', 'pipe'] });
  const stop = (): void => {
    child.stdin.end();
  };
  signal.addEventListener('abort', stop, { once: true });
  let output = '';
  let errors = '';
  child.stdin.on('error', () => undefined);
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  try {
    await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
  } finally {
    signal.removeEventListener('abort', stop);
  }
  signal.throwIfAborted();
  const reply = JSON.parse(lastLine(output, errors)) as Reply;
  if ('error' in reply) throw new Error(`Kafka, ${operation}: ${reply.error}\n${errors}`);
  return reply.answer as Answer;
}

function lastLine(output: string, errors: string): string {
  const line = output.trimEnd().split('\n').at(-1);
  if (line === undefined || !line.startsWith('{')) {
    throw new Error(`The peer's driver gave no answer:\n${output}${errors}`);
  }
  return line;
}
