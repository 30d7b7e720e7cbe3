/** One line, or undefined for one that is longer than the limit. */
export type Line = Buffer | undefined;

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/**
 * Cuts a stream of bytes into lines, without their ends (`\n` or `\r\n`).
 *
 * Lines are views of the chunks where they lie within one. Bytes of a line that is too long are not
 * kept, so that memory stays bounded whatever comes.
 */
export class LineSplitter {
  readonly #maxLineBytes: number;
  #pieces: Buffer[] = [];
  #pendingBytes = 0;

  constructor(maxLineBytes: number) {
    this.#maxLineBytes = maxLineBytes;
  }

  /** The lines that end in this chunk. */
  push(chunk: Buffer): Line[] {
    const lines: Line[] = [];
    let start = 0;
    for (let end = chunk.indexOf(lineFeed); end >= 0; end = chunk.indexOf(lineFeed, start)) {
      lines.push(this.#complete(chunk.subarray(start, end)));
      start = end + 1;
    }
    if (start < chunk.length) this.#keep(chunk.subarray(start));
    return lines;
  }

  /** The last line, if it has no end. */
  end(): Line[] {
    return this.#pendingBytes === 0 ? [] : [this.#complete(Buffer.alloc(0))];
  }

  #keep(piece: Buffer): void {
    this.#pendingBytes += piece.length;
    // One byte more may be the return of a line's end.
    if (this.#pendingBytes > this.#maxLineBytes + 1) this.#pieces = [];
    else this.#pieces.push(piece);
  }

  #complete(last: Buffer): Line {
    let line = last;
    if (this.#pendingBytes > 0) {
      this.#keep(last);
      line = Buffer.concat(this.#pieces);
      const isKept = line.length === this.#pendingBytes;
      this.#pieces = [];
      this.#pendingBytes = 0;
      if (!isKept) return undefined;
    }
    const hasReturn = line.length > 0 && line[line.length - 1] === carriageReturn;
    const bytes = hasReturn ? line.subarray(0, -1) : line;
    return bytes.length > this.#maxLineBytes ? undefined : bytes;
  }
}
