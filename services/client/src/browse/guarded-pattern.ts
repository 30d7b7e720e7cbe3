import { createContext, Script } from 'node:vm';
import { WeirError } from '@weir/core';

/** Most characters of a pattern. */
const maxPatternLength = 500;

/** Time of the processor that one batch of texts may take. */
const budgetMs = 100;
/** Longest try, of the clock: the process may have to wait for its processor. */
const maxTryMs = 1_600;

/** What the script sees; all of it is set by us. */
interface Sandbox {
  pattern: RegExp;
  texts: readonly string[];
}

const script = new Script(
  'texts.reduce((found, text, index) => { if (pattern.test(text)) found.push(index); return found; }, [])',
);

/**
 * A regular expression of somebody else's, tried on many texts at a time, of which no try can stall the
 * process for long: after 100 ms V8 breaks it off (`timeout` of `node:vm`, which also interrupts the engine
 * of regular expressions), and the pattern is refused. Where the machine is so busy that the time passed
 * without work, it is tried again, for longer.
 *
 * An engine without backtracking would not need this, but would be another dialect than the one that people
 * know from their browser, and slower on sound patterns.
 */
export class GuardedPattern {
  readonly #sandbox: Sandbox;
  readonly #context: object;
  readonly #source: string;

  /** Throws `INVALID_REQUEST` for a pattern that does not parse or is too long. */
  constructor(source: string, isCaseSensitive: boolean) {
    if (source.length > maxPatternLength) {
      throw new WeirError(
        'INVALID_REQUEST',
        `The pattern has ${source.length} characters, at most ${maxPatternLength} are allowed`,
      );
    }
    this.#source = source;
    this.#sandbox = { pattern: compile(source, isCaseSensitive), texts: [] };
    this.#context = createContext(this.#sandbox);
  }

  /** The indexes of the texts that hold a match; throws `INVALID_REQUEST` when that takes too long. */
  select(texts: readonly string[]): readonly number[] {
    this.#sandbox.texts = texts;
    const before = cpuUsage();
    let cause: unknown;
    for (let timeout = budgetMs; timeout <= maxTryMs; timeout *= 2) {
      try {
        return script.runInContext(this.#context, { timeout }) as readonly number[];
      } catch (thrown) {
        cause = thrown;
      }
      const { user, system } = cpuUsage(before);
      if ((user + system) / 1_000 >= budgetMs) break;
    }
    throw new WeirError(
      'INVALID_REQUEST',
      `The pattern "${this.#source.slice(0, 80)}" took more than ${budgetMs} ms on ${texts.length} ` +
        'texts: it backtracks too much, make its repeats simpler or search for a text',
      { cause },
    );
  }
}

interface ThreadTimer {
  readonly threadCpuUsage?: (before?: NodeJS.CpuUsage) => NodeJS.CpuUsage;
}

const ofThread: ThreadTimer = process;

/** Processor time of this thread; of the process where the version of Node can tell no better. */
function cpuUsage(before?: NodeJS.CpuUsage): NodeJS.CpuUsage {
  return ofThread.threadCpuUsage?.(before) ?? process.cpuUsage(before);
}

function compile(source: string, isCaseSensitive: boolean): RegExp {
  try {
    return new RegExp(source, isCaseSensitive ? 'u' : 'iu');
  } catch (cause) {
    const { message } = cause as Error;
    throw new WeirError('INVALID_REQUEST', message, { cause });
  }
}
