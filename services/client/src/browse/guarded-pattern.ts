import { createContext, Script } from 'node:vm';
import { WeirError } from '@weir/core';

/** Most characters of a pattern. */
export const maxPatternLength = 500;

/** How long one batch of texts may take. */
const budgetMs = 100;

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
 * of regular expressions), and the pattern is refused.
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
    try {
      return script.runInContext(this.#context, { timeout: budgetMs }) as readonly number[];
    } catch (cause) {
      throw new WeirError(
        'INVALID_REQUEST',
        `The pattern "${this.#source.slice(0, 80)}" took more than ${budgetMs} ms on ${texts.length} ` +
          'records: it backtracks too much, make its repeats simpler or search for a text',
        { cause },
      );
    } finally {
      this.#sandbox.texts = [];
    }
  }
}

function compile(source: string, isCaseSensitive: boolean): RegExp {
  try {
    return new RegExp(source, isCaseSensitive ? 'u' : 'iu');
  } catch (cause) {
    const { message } = cause as Error;
    throw new WeirError('INVALID_REQUEST', message, { cause });
  }
}
