import { WeirError } from './weir-error.ts';

/** A parsed pattern. */
export type PatternNode =
  | { readonly kind: 'character'; readonly accepts: (character: string) => boolean }
  | { readonly kind: 'sequence'; readonly items: readonly PatternNode[] }
  | { readonly kind: 'either'; readonly options: readonly PatternNode[] }
  | {
      readonly kind: 'repeat';
      readonly item: PatternNode;
      readonly min: number;
      /** Infinity: any number. */
      readonly max: number;
    }
  | { readonly kind: 'anchor'; readonly at: 'start' | 'end' };

const maxRepeat = 1000;
const maxDepth = 100;

const classes: Readonly<Record<string, RegExp>> = {
  d: /\d/,
  D: /\D/,
  w: /\w/,
  W: /\W/,
  s: /\s/,
  S: /\S/,
};

/**
 * Parses the part of RE2's syntax that topic names need: literals, `.`, classes, groups, `|`,
 * `* + ? {n,m}`, `^`, `$`, `\d \w \s`. Throws `INVALID_REQUEST` for anything else, with its place.
 */
export class PatternParser {
  readonly #source: string;
  #position = 0;
  #depth = 0;

  constructor(source: string) {
    this.#source = source;
  }

  parse(): PatternNode {
    const node = this.#parseEither();
    if (this.#position < this.#source.length) this.#refuse('unmatched ")"');
    return node;
  }

  #parseEither(): PatternNode {
    this.#depth += 1;
    if (this.#depth > maxDepth) this.#refuse(`groups nested deeper than ${maxDepth}`);
    const options = [this.#parseSequence()];
    while (this.#take('|')) options.push(this.#parseSequence());
    this.#depth -= 1;
    return { kind: 'either', options };
  }

  #parseSequence(): PatternNode {
    const items: PatternNode[] = [];
    while (this.#position < this.#source.length && !'|)'.includes(this.#peek())) {
      items.push(this.#parseRepeats(this.#parseAtom()));
    }
    return { kind: 'sequence', items };
  }

  #parseAtom(): PatternNode {
    const character = this.#next();
    switch (character) {
      case '(':
        return this.#parseGroup();
      case '[':
        return { kind: 'character', accepts: this.#parseClass() };
      case '.':
        return { kind: 'character', accepts: () => true };
      case '^':
        return { kind: 'anchor', at: 'start' };
      case '$':
        return { kind: 'anchor', at: 'end' };
      case '\\':
        return { kind: 'character', accepts: this.#parseEscape() };
      case '*':
      case '+':
      case '?':
      case '{':
        return this.#refuse(`nothing to repeat before "${character}"`);
      default:
        return { kind: 'character', accepts: (other) => other === character };
    }
  }

  #parseGroup(): PatternNode {
    if (this.#peek() === '?' && !this.#take('?:')) this.#refuse('unsupported group');
    const node = this.#parseEither();
    if (!this.#take(')')) this.#refuse('missing ")"');
    return node;
  }

  #parseRepeats(atom: PatternNode): PatternNode {
    const bounds = this.#parseBounds();
    if (bounds === undefined) return atom;
    // Lazy repeats match the same whole names.
    this.#take('?');
    if ('*+?{'.includes(this.#peek() || ' ')) this.#refuse('a repeat of a repeat');
    return { kind: 'repeat', item: atom, ...bounds };
  }

  #parseBounds(): { min: number; max: number } | undefined {
    if (this.#take('*')) return { min: 0, max: Infinity };
    if (this.#take('+')) return { min: 1, max: Infinity };
    if (this.#take('?')) return { min: 0, max: 1 };
    if (!this.#take('{')) return undefined;
    const counts = /^(\d+)(?:(,)(\d*))?\}/.exec(this.#source.slice(this.#position));
    if (counts === null) return this.#refuse('a malformed repeat');
    this.#position += counts[0].length;
    const min = Number(counts[1]);
    const open = counts[2] === undefined ? min : Infinity;
    const max = counts[3] ? Number(counts[3]) : open;
    if (min > max || min > maxRepeat || (max > maxRepeat && max !== Infinity)) {
      this.#refuse(`a repeat outside 0 to ${maxRepeat}`);
    }
    return { min, max };
  }

  #parseClass(): (character: string) => boolean {
    const isNegated = this.#take('^');
    const tests: ((character: string) => boolean)[] = [];
    // A "]" that comes first is meant literally.
    do tests.push(this.#parseClassItem());
    while (this.#position < this.#source.length && this.#peek() !== ']');
    if (!this.#take(']')) this.#refuse('missing "]"');
    return (character) => tests.some((test) => test(character)) !== isNegated;
  }

  #parseClassItem(): (character: string) => boolean {
    const low = this.#next();
    if (low === '\\') return this.#parseEscape();
    if (this.#peek() !== '-' || '] '.includes(this.#source[this.#position + 1] ?? ' ')) {
      return (character) => character === low;
    }
    this.#take('-');
    const high = this.#next();
    if (high < low || high === '\\') this.#refuse(`a malformed range "${low}-${high}"`);
    return (character) => character >= low && character <= high;
  }

  #parseEscape(): (character: string) => boolean {
    const escaped = this.#next();
    const known = classes[escaped];
    if (known !== undefined) return (character) => known.test(character);
    if (/[\dA-Za-z]/.test(escaped)) this.#refuse(`unsupported escape "\\${escaped}"`);
    return (character) => character === escaped;
  }

  #peek(): string {
    return this.#source[this.#position] ?? '';
  }

  #next(): string {
    const character = this.#source[this.#position];
    if (character === undefined) return this.#refuse('an unexpected end');
    this.#position += 1;
    return character;
  }

  #take(expected: string): boolean {
    if (!this.#source.startsWith(expected, this.#position)) return false;
    this.#position += expected.length;
    return true;
  }

  #refuse(problem: string): never {
    throw new WeirError(
      'INVALID_REQUEST',
      `Topic pattern has ${problem} at character ${this.#position}`,
    );
  }
}
