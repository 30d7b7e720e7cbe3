import { type LineTone, maxLines, type TreeLine, type TreeLines } from './tree-line.ts';

/** Longer texts are not laid out as JSON, so that the page stays quick. */
export const maxJsonChars = 8 * 2 ** 20;

/** What may stand at the beginning of JSON that is worth laying out. */
const looksLikeJson = /^\s*[[{"]/;

/** Whether a text is a JSON object, array or string. */
export function isJson(text: string): boolean {
  return text.length <= maxJsonChars && looksLikeJson.test(text) && jsonProblem(text) === undefined;
}

/** Why a text is no JSON; undefined when it is. */
export function jsonProblem(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/**
 * JSON laid out, one value a line. Every token stands as it was written: numbers of any length, escapes, names that
 * come twice. Undefined for what is no JSON, or longer than `maxJsonChars`.
 */
export function jsonLines(text: string): TreeLines | undefined {
  if (text.length > maxJsonChars || jsonProblem(text) !== undefined) return undefined;
  const layout = new JsonLayout();
  for (const token of jsonTokens(text)) {
    if (!layout.push(token)) return { lines: layout.lines, isCut: true };
  }
  return { lines: layout.lines, isCut: false };
}

/** Punctuation, strings, numbers and words of text that is known to be JSON. */
function* jsonTokens(text: string): Generator<string> {
  let at = 0;
  while (at < text.length) {
    const letter = text.charAt(at);
    if (/\s/.test(letter)) {
      at += 1;
      continue;
    }
    const end = tokenEnd(text, at, letter);
    yield text.slice(at, end);
    at = end;
  }
}

function tokenEnd(text: string, start: number, first: string): number {
  if ('{}[],:'.includes(first)) return start + 1;
  if (first === '"') return stringEnd(text, start);
  scalarEnd.lastIndex = start;
  return scalarEnd.exec(text)?.index ?? text.length;
}

/** Behind a number or word. */
const scalarEnd = /[\s{}[\],:"]/g;

function stringEnd(text: string, start: number): number {
  let quote = text.indexOf('"', start + 1);
  while (quote !== -1 && isEscaped(text, quote)) quote = text.indexOf('"', quote + 1);
  return quote === -1 ? text.length : quote + 1;
}

function isEscaped(text: string, at: number): boolean {
  let first = at;
  while (text[first - 1] === '\\') first -= 1;
  return (at - first) % 2 === 1;
}

const closers: Readonly<Record<string, string>> = { '{': '}', '[': ']' };

/** Takes the tokens of JSON in turn. */
class JsonLayout {
  readonly lines: Draft[] = [];
  readonly #open: number[] = [];
  #label = '';

  /** False once there is no room for more. */
  push(token: string): boolean {
    if (token === ',') this.#tail(',');
    else if (token === ':') this.#nameLast();
    else if (token === '}' || token === ']') this.#close(token);
    else return this.#add(token);
    return true;
  }

  #add(token: string): boolean {
    if (this.lines.length >= maxLines) return false;
    const index = this.lines.push({
      depth: this.#open.length,
      label: this.#label,
      text: token,
      tone: toneOf(token),
      tail: '',
    });
    this.#label = '';
    if (token in closers) this.#open.push(index - 1);
    return true;
  }

  /** What was taken for a value is a name. */
  #nameLast(): void {
    this.#label = `${this.lines.pop()?.text ?? ''}: `;
  }

  #tail(text: string): void {
    const last = this.lines.at(-1);
    if (last !== undefined) last.tail += text;
  }

  #close(token: string): void {
    const index = this.#open.pop();
    const opener = index === undefined ? undefined : this.lines[index];
    if (index === undefined || opener === undefined) return;
    if (index === this.lines.length - 1) {
      opener.text += token;
      return;
    }
    opener.closedBy = this.lines.length;
    this.lines.push({ depth: this.#open.length, label: '', text: token, tone: 'plain', tail: '' });
  }
}

type Draft = { -readonly [Key in keyof TreeLine]: TreeLine[Key] };

function toneOf(token: string): LineTone {
  if (token.startsWith('"')) return 'text';
  if (token === '{' || token === '[') return 'plain';
  return /^[-\d]/.test(token) ? 'number' : 'word';
}
