import { nearestName } from '@weir/core';

/** What is wrong with a document, each problem with its place; bounded. */
export class ProblemList {
  readonly #texts: string[] = [];
  #left = 20;

  /** In the order in which they were found, the first 20. */
  get texts(): readonly string[] {
    return this.#texts;
  }

  add(place: string, text: string): void {
    this.#left -= 1;
    if (this.#left >= 0) this.#texts.push(place === '' ? text : `${place}: ${text}`);
    else if (this.#left === -1) this.#texts.push('and more');
  }
}

/** Limits of a number, both inclusive. */
export interface IntegerLimits {
  readonly min: number;
  readonly max: number;
}

/**
 * Reads the fields of one object of a document. Whatever is wrong goes to the list of problems with its
 * place, and reads as undefined; a field that is `null` is one that is left out.
 */
export class FieldReader {
  readonly place: string;
  readonly #fields: Readonly<Record<string, unknown>>;
  readonly #problems: ProblemList;

  /** Notes fields of other names than `known`. `place` is empty for the document as a whole. */
  constructor(value: unknown, place: string, known: readonly string[], problems: ProblemList) {
    this.place = place;
    this.#problems = problems;
    const isObject = isFields(value);
    this.#fields = isObject ? value : {};
    if (!isObject) problems.add(place, `wanted is an object with ${known.join(', ')}`);
    for (const name of Object.keys(this.#fields)) {
      if (!known.includes(name)) problems.add(place, unknownKey(name, known));
    }
  }

  has(name: string): boolean {
    return this.#fields[name] !== undefined && this.#fields[name] !== null;
  }

  problem(name: string, text: string): void {
    this.#problems.add(this.#placeOf(name), text);
  }

  /** One reader for each item of a list of objects. */
  objects(name: string, known: readonly string[]): FieldReader[] {
    return this.#items(name).map(
      (item, index) =>
        new FieldReader(item, `${this.#placeOf(name)}[${index}]`, known, this.#problems),
    );
  }

  /** The fields of an object of objects, each with its name. */
  fields(name: string): readonly (readonly [string, unknown])[] {
    if (!this.has(name)) return [];
    const value = this.#fields[name];
    if (isFields(value)) return Object.entries(value);
    this.problem(name, 'wanted is an object of objects');
    return [];
  }

  /** A text that is not empty; one that is missing is a problem. */
  text(name: string): string {
    const value = this.#fields[name];
    if (typeof value === 'string' && value !== '') return value;
    this.problem(name, value === undefined ? 'it is missing' : 'wanted is a text');
    return '';
  }

  /** A whole number within limits. */
  integer(name: string, { min, max }: IntegerLimits): number | undefined {
    if (!this.has(name)) return undefined;
    const value = this.#fields[name];
    const number = typeof value === 'bigint' ? Number(value) : Number.NaN;
    if (Number.isSafeInteger(number) && number >= min && number <= max) return number;
    this.problem(name, `it is ${shown(value)}, wanted is an integer from ${min} to ${max}`);
    return undefined;
  }

  /** One of a closed set. */
  choice<Choice extends string | boolean>(
    name: string,
    choices: readonly Choice[],
  ): Choice | undefined {
    if (!this.has(name)) return undefined;
    return this.#choose(this.#fields[name], name, choices);
  }

  /** One or more of a closed set, each once. */
  choices<Choice extends string>(name: string, choices: readonly Choice[]): Choice[] {
    const items = this.#items(name);
    if (items.length === 0) this.problem(name, `wanted are one or more of ${choices.join(', ')}`);
    return [...new Set(items.flatMap((item) => this.#choose(item, name, choices) ?? []))];
  }

  /** Scalars by name, as text; `null` stays. */
  scalars(name: string): Record<string, string | null> {
    if (!this.has(name)) return {};
    const value = this.#fields[name];
    if (!isFields(value)) {
      this.problem(name, 'wanted is an object of names and values');
      return {};
    }
    const read: Record<string, string | null> = {};
    for (const [key, scalar] of Object.entries(value)) {
      if (scalar === null || isScalar(scalar)) read[key] = scalar === null ? null : String(scalar);
      else this.problem(`${name}.${key}`, 'wanted is a text, a number, true, false or null');
    }
    return read;
  }

  #items(name: string): readonly unknown[] {
    if (!this.has(name)) return [];
    const value = this.#fields[name];
    if (Array.isArray(value)) return value;
    this.problem(name, 'wanted is a list');
    return [];
  }

  #choose<Choice extends string | boolean>(
    value: unknown,
    name: string,
    choices: readonly Choice[],
  ): Choice | undefined {
    const choice = choices.find((each) => each === value);
    if (choice === undefined) {
      this.problem(name, `it is ${shown(value)}, wanted is one of ${choices.join(', ')}`);
    }
    return choice;
  }

  #placeOf(name: string): string {
    return this.place === '' ? name : `${this.place}.${name}`;
  }
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isScalar(value: unknown): value is string | number | bigint | boolean {
  return ['string', 'number', 'bigint', 'boolean'].includes(typeof value);
}

function unknownKey(name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  const hint = nearest === undefined ? `known are ${known.join(', ')}` : `did you mean ${nearest}?`;
  return `there is no key ${shown(name)}: ${hint}`;
}

function shown(value: unknown): string {
  if (!isScalar(value)) return Array.isArray(value) ? 'a list' : 'an object';
  const text = String(value);
  return `"${text.length <= 64 ? text : `${text.slice(0, 64)}…`}"`;
}
