import { setTimeout } from 'node:timers/promises';
import { type CommandContext, unlessAborted } from '../command-context.ts';
import { describeFailure, exitCode, InterruptedError, WatchEnded } from '../exit-code.ts';
import { type Output, output } from '../output.ts';

/** What is shown again and again, in both formats. */
export interface WatchedResult {
  readonly text: string;
  readonly json: unknown;
}

/** What a watch works with. */
export interface WatchOptions {
  readonly everyMs: number;
  readonly output?: Output;
  readonly now?: () => Date;
}

const clearScreen = '\u001B[2J\u001B[H';

/**
 * Shows a result every so often: in place of the last one on a terminal, below it and under the time
 * elsewhere, one document a line as JSON. A round that fails is told of and tried again; bad input
 * ends it. Otherwise it ends, by throwing `WatchEnded`, only when the person or the reader wants it.
 */
export async function watch(
  { signal, format }: Pick<CommandContext, 'signal' | 'format'>,
  ask: () => Promise<WatchedResult>,
  options: WatchOptions,
): Promise<never> {
  const screen = options.output ?? output;
  const ended = AbortSignal.any([signal, screen.closed]);
  const headline = (): string => {
    if (screen.isTerminal) return clearScreen;
    return `${(options.now?.() ?? new Date()).toISOString()}\n`;
  };
  for (;;) {
    const result = await unlessFailed(unlessAborted(ended, ask()), screen);
    if (result !== undefined) {
      if (format === 'json') screen.json(result.json);
      else screen.line(`${headline()}${result.text}${screen.isTerminal ? '' : '\n'}`);
      await screen.finish();
    }
    await pause(options.everyMs, ended);
  }
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
