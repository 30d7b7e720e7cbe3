import { setTimeout as pause } from 'node:timers/promises';
import { type CommandContext, unlessAborted } from '../command-context.ts';
import { describeFailure, exitCode, InterruptedError, WatchEnded } from '../exit-code.ts';
import { output } from '../output.ts';
import { type CommandResult, renderResult } from '../result/command-result.ts';
import { isForPeople } from '../result/output-format.ts';
import { renderRound, renderTop, rowCountOf } from './render-top.ts';
import { takeSample } from './take-sample.ts';
import { TopModel, type TopView } from './top-model.ts';
import { TopScreen } from './top-screen.ts';
import { afterKey, initialTopState, keysIn } from './top-state.ts';
import { TopicTurns } from './topic-turns.ts';

/** How `weir top` goes on. */
export interface TopOptions {
  readonly everyMs: number;
  /** Undefined: until somebody ends it. */
  readonly rounds: number | undefined;
}

/** Rows of each list where rounds are printed as text. */
const printedRows = 10;
/** Rows of the lists of topics and groups in a document. */
const documentRows = 1_000;

/** Shows a terminal that a person looks at in place; prints round after round elsewhere. */
export async function watchTop(context: CommandContext, options: TopOptions): Promise<void> {
  const isInPlace = output.isTerminal && process.stdin.isTTY && isForPeople(context.format);
  if (isInPlace && options.rounds === undefined) await showInPlace(context, options.everyMs);
  else await printRounds(context, options);
}

/** The first look is not printed: rates are made of two. */
async function printRounds(
  { weir, format, signal }: CommandContext,
  { everyMs, rounds = Number.POSITIVE_INFINITY }: TopOptions,
): Promise<void> {
  const model = new TopModel();
  const turns = new TopicTurns();
  const ended = AbortSignal.any([signal, output.closed]);
  const look = async (): Promise<void> => {
    model.add(await unlessAborted(ended, takeSample(weir, model, turns)));
  };
  await unlessFailed(look());
  for (let round = 0; round < rounds; round += 1) {
    await waitFor(everyMs, ended);
    const failure = await unlessFailed(look());
    if (failure !== undefined) output.note(`error: ${failure}`);
    const view = model.view();
    if (failure !== undefined || view === undefined) continue;
    for (const piece of renderResult(toResult(view), format)) output.line(piece);
    await output.finish();
  }
}

function toResult(view: TopView): CommandResult {
  const topics = view.topics
    .toSorted((left, right) => (right.recordsPerSecond ?? -1) - (left.recordsPerSecond ?? -1))
    .slice(0, documentRows);
  const groups = view.groups
    .toSorted((left, right) => (right.lag ?? -1) - (left.lag ?? -1))
    .slice(0, documentRows);
  return { data: { ...view, topics, groups }, text: `${renderRound(view, printedRows)}\n` };
}

async function showInPlace({ weir, signal }: CommandContext, everyMs: number): Promise<void> {
  const model = new TopModel();
  const turns = new TopicTurns();
  const quit = new AbortController();
  const ended = AbortSignal.any([signal, output.closed, quit.signal]);
  let state = initialTopState;
  let problem: string | undefined;
  const look = async (): Promise<void> => {
    model.add(await unlessAborted(ended, takeSample(weir, model, turns)));
  };
  const draw = (): void => {
    const view = model.view();
    if (view === undefined) screen.draw([problem ?? 'Looking at the cluster …']);
    else screen.draw(renderTop(view, state, { ...screen.size, problem }));
  };
  const screen = new TopScreen({
    output,
    keys: process.stdin,
    terminal: process.stdout,
    onResize: draw,
    onKeys: (text) => {
      const view = model.view();
      for (const key of keysIn(text)) {
        state = afterKey(state, key, view === undefined ? 0 : rowCountOf(view, state.pane));
      }
      if (state.isEnded) quit.abort();
      else draw();
    },
  });
  screen.open();
  try {
    for (;;) {
      draw();
      problem = await unlessFailed(look());
      draw();
      await waitFor(everyMs, ended);
    }
  } catch (error) {
    if (!(error instanceof WatchEnded && quit.signal.aborted)) throw error;
  } finally {
    screen.close();
  }
}

/** What went wrong, or undefined; the end that somebody wants is thrown. */
async function unlessFailed(work: Promise<void>): Promise<string | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    if (error instanceof InterruptedError) throw new WatchEnded('Interrupted');
    const { code, text } = describeFailure(error);
    if (code === exitCode.badInput) throw error;
    return text;
  }
}

async function waitFor(delayMs: number, ended: AbortSignal): Promise<void> {
  try {
    await pause(delayMs, undefined, { signal: ended });
  } catch {
    throw new WatchEnded('Interrupted');
  }
}
