/** Longer lines than this are no answer of a gateway. */
const maxLineChars = 32 * 2 ** 20;

/** Cuts text that comes in pieces into its lines, without their ends; what stands after the last end is kept. */
export class LineSplitter {
  #rest = '';

  /** The lines that are whole with `text`. */
  push(text: string): string[] {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    if (this.#rest.length > maxLineChars) {
      throw new RangeError(`A line is longer than ${maxLineChars} characters`);
    }
    return lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  }

  /** What was left without an end. */
  end(): string[] {
    const rest = this.#rest;
    this.#rest = '';
    return rest === '' ? [] : [rest];
  }
}
