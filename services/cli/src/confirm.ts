import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { Command } from 'commander';
import { interruption } from './command-context.ts';
import { InputError, InterruptedError } from './exit-code.ts';

/** Something that cannot be taken back. */
export interface Destruction {
  /** What has to be typed: the name of what goes. */
  readonly name: string;
  /** What happens, as a sentence: `Topic orders and its records are deleted`. */
  readonly consequence: string;
}

/** Where a person is asked. */
export interface Terminal {
  readonly input: Readable;
  readonly notes: Writable;
  /** Whether there is a person: a script is not asked. */
  readonly isInteractive: boolean;
  /** Aborts at Ctrl-C. */
  readonly signal: AbortSignal;
}

/** Adds `--yes`, for commands that `confirm`. */
export function offerYes(command: Command): Command {
  return command.option('-y, --yes', 'do not ask, on a terminal, whether it is meant');
}

/**
 * Asks for the name of what goes, where a person sits at a terminal and neither `--yes` nor `--dry-run` was
 * given. `InputError` for another answer. Scripts are not asked: they go on as they are written.
 */
export async function confirm(
  command: Command,
  destruction: Destruction,
  terminal: Terminal = ownTerminal(),
): Promise<void> {
  const { yes, dryRun } = command.opts<{ readonly yes?: boolean; readonly dryRun?: boolean }>();
  if (!terminal.isInteractive || yes === true || dryRun === true) return;
  const { name, consequence } = destruction;
  terminal.notes.write(`${consequence}. Type ${name} to go on: `);
  const answer = await readLine(terminal);
  if (answer === undefined) throw new InterruptedError('Interrupted');
  if (answer.trim() === name) return;
  throw new InputError(
    `"${answer.trim()}" is not ${name}: nothing was changed (--yes asks nothing)`,
  );
}

/** A line without its end; undefined when the input ends, or the signal aborts. */
async function readLine({ input, signal }: Terminal): Promise<string | undefined> {
  if (signal.aborted) return undefined;
  const lines = createInterface({ input, terminal: false });
  const close = (): void => {
    // Else the open terminal would keep the process from ending.
    lines.close();
  };
  signal.addEventListener('abort', close, { once: true });
  try {
    const line = once(lines, 'line').then(([text]) => text as string);
    const end = once(lines, 'close').then(() => undefined);
    return await Promise.race([line, end]);
  } finally {
    signal.removeEventListener('abort', close);
    close();
  }
}

function ownTerminal(): Terminal {
  const { stdin, stderr } = process;
  const isInteractive = stdin.isTTY && stderr.isTTY;
  return { input: stdin, notes: stderr, isInteractive, signal: interruption.signal };
}
