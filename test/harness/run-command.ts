import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';

/** What a command printed, and how it ended. */
export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end with exactly these environment variables. */
export async function runCommand(
  command: string,
  args: readonly string[],
  { env, input = '' }: { readonly env: Record<string, string>; readonly input?: string },
): Promise<CommandResult> {
  return untilEnd(spawn(command, args, { env, stdio: 'pipe' }), input);
}

/** Gives a program that has just been started its standard input, and waits for its end. */
export async function untilEnd(
  child: ChildProcessWithoutNullStreams,
  input: string,
): Promise<CommandResult> {
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdin.on('error', () => {
    // It ended before it read all: its exit code tells.
  });
  child.stdin.end(input);
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode) => {
      resolve(exitCode ?? 128);
    });
  });
  return { code, stdout, stderr };
}
