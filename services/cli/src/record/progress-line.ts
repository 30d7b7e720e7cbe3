import type { Writable } from 'node:stream';

const clearLine = '\r\u001B[K';

/** A line on a terminal that is written over and over; nothing where there is no terminal. */
export class ProgressLine implements Disposable {
  readonly #notes: Writable;
  readonly #isShown: boolean;
  #hasText = false;

  constructor(notes: Writable & { readonly isTTY?: boolean }) {
    this.#notes = notes;
    this.#isShown = notes.isTTY === true;
  }

  show(text: string): void {
    if (!this.#isShown) return;
    this.#notes.write(`${clearLine}${text}`);
    this.#hasText = true;
  }

  /** Makes room for something else. */
  clear(): void {
    if (this.#hasText) this.#notes.write(clearLine);
    this.#hasText = false;
  }

  [Symbol.dispose](): void {
    this.clear();
  }
}
