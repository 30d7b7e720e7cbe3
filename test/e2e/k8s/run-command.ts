import { execFile } from 'node:child_process';

/** How a program is run. */
export interface CommandOptions {
  /** Standard input; nothing by default. */
  readonly input?: string;
  /** After it the program is ended; 2 minutes by default. */
  readonly timeoutMs?: number;
}

const maxOutputBytes = 512 * 1024 * 1024;

/** Runs a program to its end; its standard output. Rejects with what it said when it fails. */
export async function runCommand(
  program: string,
  args: readonly string[],
  { input = '', timeoutMs = 120_000 }: CommandOptions = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      program,
      args,
      { timeout: timeoutMs, maxBuffer: maxOutputBytes },
      (error, stdout, stderr) => {
        if (error === null) {
          resolve(stdout);
          return;
        }
        const call = [program, ...args].join(' ').slice(0, 300);
        const how = error.killed === true ? `was ended after ${timeoutMs} ms` : 'failed';
        const said = `${stderr.trim()}\n${stdout.trim().slice(-500)}`.trim();
        reject(new Error(`${call} ${how}: ${said}`));
      },
    );
    child.stdin?.on('error', () => {
      // It ended before it read all: its exit code tells.
    });
    child.stdin?.end(input);
  });
}

/**
 * Runs a command line of the operator's in a shell: `{node}` and the like become `values`.
 *
 * The command is the operator's own word; the values are quoted.
 */
export async function runTemplate(
  template: string,
  values: Readonly<Record<string, string>>,
  options?: CommandOptions,
): Promise<string> {
  return runCommand('sh', ['-c', fillTemplate(template, values)], options);
}

/** The command line with its values, each quoted for a shell. Throws for a name without a value. */
export function fillTemplate(template: string, values: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\{(?<name>\w+)\}/gu, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`Nothing is known for {${name}} in "${template}"`);
    return `'${value.replaceAll("'", String.raw`'\''`)}'`;
  });
}
