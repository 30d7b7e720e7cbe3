import type { Output } from '../output.ts';
import type { ScreenSize } from './render-top.ts';

/** The part of standard input that a screen needs. */
export interface KeySource {
  readonly isTTY?: boolean;
  setRawMode?(isRaw: boolean): unknown;
  setEncoding(encoding: BufferEncoding): unknown;
  on(event: 'data', listener: (text: string) => void): unknown;
  off(event: 'data', listener: (text: string) => void): unknown;
  resume(): unknown;
  pause(): unknown;
}

/** The part of standard output that a screen needs. */
export interface SizeSource {
  readonly columns?: number;
  readonly rows?: number;
  on(event: 'resize', listener: () => void): unknown;
  off(event: 'resize', listener: () => void): unknown;
}

/** What a screen is made of. */
export interface TopScreenOptions {
  readonly output: Output;
  readonly keys: KeySource;
  readonly terminal: SizeSource;
  readonly onKeys: (text: string) => void;
  readonly onResize: () => void;
}

const enter = '\u001B[?1049h\u001B[?25l\u001B[?7l';
const leave = '\u001B[?7h\u001B[?25h\u001B[?1049l';
const home = '\u001B[H';
const toEndOfLine = '\u001B[K';
const toEndOfScreen = '\u001B[J';

/**
 * A terminal that is drawn over as a whole: another screen while it is open, keys as they are typed. What
 * was there before is back after `close`, and however the process ends.
 */
export class TopScreen {
  readonly #options: TopScreenOptions;
  readonly #restore = (): void => {
    this.close();
  };
  readonly #onData = (text: string): void => {
    this.#options.onKeys(text);
  };
  readonly #onResize = (): void => {
    this.#options.onResize();
  };
  #isOpen = false;

  constructor(options: TopScreenOptions) {
    this.#options = options;
  }

  get size(): ScreenSize {
    const { columns = 80, rows = 24 } = this.#options.terminal;
    return { columns, rows };
  }

  open(): void {
    const { keys, terminal } = this.#options;
    this.#isOpen = true;
    process.once('exit', this.#restore);
    this.#write(enter);
    keys.setRawMode?.(true);
    keys.setEncoding('utf8');
    keys.on('data', this.#onData);
    keys.resume();
    terminal.on('resize', this.#onResize);
  }

  /** Draws over what is there, without a moment in which nothing is. */
  draw(lines: readonly string[]): void {
    if (!this.#isOpen) return;
    this.#write(
      `${home}${lines.map((line) => `${line}${toEndOfLine}`).join('\r\n')}${toEndOfScreen}`,
    );
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    const { keys, terminal } = this.#options;
    process.off('exit', this.#restore);
    terminal.off('resize', this.#onResize);
    keys.off('data', this.#onData);
    keys.setRawMode?.(false);
    keys.pause();
    this.#write(leave);
  }

  /** Writes begin at once, also while the process ends; a failure is told by the output's `finish`. */
  #write(text: string): void {
    this.#options.output.write(text, 'utf8').catch(() => undefined);
  }
}
