import { spawn } from 'node:child_process';
import { MissingToolchainError } from './toolchain.ts';

/** Where, and for how long, a tool of another language runs. */
export interface RunToolOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** 600,000 ms by default: a first build fetches packages. */
  readonly timeoutMs?: number;
}

const maxOutputCharacters = 20_000;

/** Runs a tool to its end and returns what it printed; rejects with that when it fails. */
export async function runTool(
  command: string,
  args: readonly string[],
  { cwd, env, timeoutMs = 600_000 }: RunToolOptions = {},
): Promise<string> {
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: timeoutMs,
    env: { ...process.env, ...env },
    ...(cwd === undefined ? undefined : { cwd }),
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = `${output}${text}`.slice(-maxOutputCharacters);
    });
  }
  const code = await new Promise<number | null>((resolve) => {
    child.once('error', (error) => {
      output += error.message;
      resolve(null);
    });
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`${command} ${args[0] ?? ''} failed:\n${output.trim()}`);
  return output;
}

/** The same for what a machine may rightly lack: a failure means that the language is skipped. */
export async function runIfPossible(
  command: string,
  args: readonly string[],
  options?: RunToolOptions,
): Promise<string> {
  try {
    return await runTool(command, args, options);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new MissingToolchainError(message.split('\n').slice(0, 4).join(' '), { cause: error });
  }
}

/** Throws `MissingToolchainError` when a program does not start. */
export async function requireProgram(
  command: string,
  versionArgs: readonly string[],
): Promise<void> {
  try {
    await runTool(command, versionArgs, { timeoutMs: 30_000 });
  } catch (error) {
    throw new MissingToolchainError(`no ${command} on PATH`, { cause: error });
  }
}
