import { type PatternNode, PatternParser } from './pattern-parser.ts';
import { WeirError } from './weir-error.ts';

const maxPatternLength = 1000;
const maxStates = 2000;

type State =
  | { readonly kind: 'character'; readonly accepts: (character: string) => boolean }
  /** Goes on at each of these states without taking a character. */
  | { readonly kind: 'fork'; readonly next: number[] }
  | { readonly kind: 'anchor'; readonly at: 'start' | 'end' }
  | { readonly kind: 'match' };

/**
 * A regular expression over topic names, matched in time linear in the name: a pattern from the
 * wire cannot stall the process, as one with backtracking could. It matches whole names.
 *
 * Source: Thompson's construction, as in RE2.
 */
export class TopicPattern {
  readonly source: string;
  readonly #states: State[] = [];

  /** Throws `INVALID_REQUEST` if the pattern does not parse or is too large. */
  constructor(source: string) {
    if (source.length > maxPatternLength) {
      throw new WeirError(
        'INVALID_REQUEST',
        `Topic pattern has ${source.length} characters, at most ${maxPatternLength} are allowed`,
      );
    }
    this.source = source;
    this.#compile(new PatternParser(source).parse());
    this.#add({ kind: 'match' });
  }

  /** Whether the pattern matches the whole name. */
  matches(name: string): boolean {
    let current = this.#closure([0], 0, name.length);
    for (let position = 0; position < name.length; position += 1) {
      const character = name.charAt(position);
      const moved: number[] = [];
      for (const index of current) {
        const state = this.#states[index];
        if (state?.kind === 'character' && state.accepts(character)) moved.push(index + 1);
      }
      if (moved.length === 0) return false;
      current = this.#closure(moved, position + 1, name.length);
    }
    return current.has(this.#states.length - 1);
  }

  /** All states that can be reached from these without a character. */
  #closure(from: readonly number[], position: number, length: number): Set<number> {
    const reached = new Set<number>();
    const pending = [...from];
    for (let index = pending.pop(); index !== undefined; index = pending.pop()) {
      if (reached.has(index)) continue;
      reached.add(index);
      const state = this.#states[index];
      if (state?.kind === 'fork') pending.push(...state.next);
      if (state?.kind === 'anchor' && position === (state.at === 'start' ? 0 : length)) {
        pending.push(index + 1);
      }
    }
    return reached;
  }

  #compile(node: PatternNode): void {
    switch (node.kind) {
      case 'character':
      case 'anchor':
        this.#add(node);
        break;
      case 'sequence':
        for (const item of node.items) this.#compile(item);
        break;
      case 'either':
        this.#compileEither(node.options);
        break;
      case 'repeat':
        this.#compileRepeat(node.item, node.min, node.max);
        break;
    }
  }

  #compileEither(options: readonly PatternNode[]): void {
    const start = this.#addFork();
    const exits = options.map((option) => {
      start.push(this.#states.length);
      this.#compile(option);
      return this.#addFork();
    });
    for (const exit of exits) exit.push(this.#states.length);
  }

  #compileRepeat(item: PatternNode, min: number, max: number): void {
    for (let count = 0; count < min; count += 1) this.#compile(item);
    const exits: number[][] = [];
    for (let count = min; count < max; count += 1) {
      const loop = this.#states.length;
      const fork = this.#addFork();
      fork.push(this.#states.length);
      exits.push(fork);
      this.#compile(item);
      if (max === Infinity) {
        this.#addFork().push(loop);
        break;
      }
    }
    for (const exit of exits) exit.push(this.#states.length);
  }

  #addFork(): number[] {
    const next: number[] = [];
    this.#add({ kind: 'fork', next });
    return next;
  }

  #add(state: State): void {
    if (this.#states.length >= maxStates) {
      throw new WeirError(
        'INVALID_REQUEST',
        `Topic pattern needs more than ${maxStates} states; use smaller repeats`,
      );
    }
    this.#states.push(state);
  }
}
