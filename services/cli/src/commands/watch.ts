import { setTimeout } from 'node:timers/promises';
import { type Command, Option } from 'commander';
import { type CommandContext, unlessAborted } from '../command-context.ts';
import { describeFailure, exitCode, InterruptedError, WatchEnded } from '../exit-code.ts';
import { type Output, output } from '../output.ts';
import { parseSeconds } from '../parse-options.ts';
import { type CommandResult, renderResult } from '../result/command-result.ts';
import { isForPeople, type OutputFormat } from '../result/output-format.ts';

/** What a watch works with. */
export interface WatchOptions {
  readonly everyMs: number;
  readonly output?: Output;
  readonly now?: () => Date;
}

const clearScreen = '\u001B[2J\u001B[H';
const parseWatch = parseSeconds('--watch', { min: 0.1, max: 86_400 });

/** Adds `--watch [seconds]`; `runCommand` does what it says. */
export function offerWatch(command: Command): Command {
  return command.addOption(
    new Option('--watch [seconds]', 'show it again every so often (default: 2)')
      .preset('2')
      .argParser(parseWatch),
  );
}

/**
 * Shows a result every so often: in place of the last one on a terminal, below it and under the time
 * elsewhere, one document after the other in formats for programs. A round that fails is told of and
 * tried again; bad input ends it. Otherwise it ends, by throwing `WatchEnded`, only when the person or the
 * reader wants it.
 */
export async function watch(
  { signal, format }: Pick<CommandContext, 'signal' | 'format'>,
  ask: () => Promise<CommandResult>,
  options: WatchOptions,
): Promise<never> {
  const screen = options.output ?? output;
  const ended = AbortSignal.any([signal, screen.closed]);
  const frame = frameOf(format, screen, options.now ?? (() => new Date()));
  for (;;) {
    const result = await unlessFailed(unlessAborted(ended, ask()), screen);
    if (result !== undefined) {
      for (const piece of renderResult(result, format)) screen.line(frame(piece));
      for (const warning of result.warnings ?? []) screen.note(`warning: ${warning}`);
      await screen.finish();
    }
    await pause(options.everyMs, ended);
  }
}

/** What tells a round from the one before. */
function frameOf(format: OutputFormat, screen: Output, now: () => Date): (piece: string) => string {
  if (format === 'yaml') return (piece) => `---\n${piece}`;
  if (!isForPeople(format)) return (piece) => piece;
  if (screen.isTerminal) return (piece) => `${clearScreen}${piece}`;
  return (piece) => `${now().toISOString()}\n${piece}\n`;
}

/** The result of a round, or undefined once its failure is told. */
async function unlessFailed<Value>(
  round: Promise<Value>,
  screen: Output,
): Promise<Value | undefined> {
  try {
    return await round;
  } catch (error) {
    if (error instanceof InterruptedError) throw new WatchEnded('Interrupted');
    const { code, text } = describeFailure(error);
    if (code === exitCode.badInput) throw error;
    screen.note(`error: ${text}`);
    return undefined;
  }
}

async function pause(delayMs: number, ended: AbortSignal): Promise<void> {
  try {
    await setTimeout(delayMs, undefined, { signal: ended });
  } catch {
    throw new WatchEnded('Interrupted');
  }
}
