import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { LoadOptions } from '../load/load-options.ts';
import type { LoadReport } from '../load/load-report.ts';

const loadDirectory = join(import.meta.dirname, '..', 'load');

/** How a load generator is run, and when it is ended. */
export interface LoadSetting {
  readonly nodeArgs: readonly string[];
  readonly signal: AbortSignal;
}

/** Runs `load/NAME-main.ts` as a process of its own, to its end. */
export async function runLoad(
  name: string,
  options: LoadOptions,
  { nodeArgs, signal }: LoadSetting,
): Promise<LoadReport> {
  const main = join(loadDirectory, `${name}-main.ts`);
  const child = spawn(process.execPath, [...nodeArgs, main, JSON.stringify(options)], { signal });
  const { code, output, errors } = await readToEnd(child);
  if (code !== 0) throw new Error(`The load ${name} ended with ${code}:\n${errors}`);
  return JSON.parse(output) as LoadReport;
}

async function readToEnd(
  child: ChildProcessWithoutNullStreams,
): Promise<{ code: number | null; output: string; errors: string }> {
  let output = '';
  let errors = '';
  child.stdin.end();
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ code, output, errors });
    });
  });
}
