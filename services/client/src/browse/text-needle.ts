import { isUtf8 } from 'node:buffer';

/** Finds a text in bytes that are UTF-8, or might be. */
export interface TextNeedle {
  /** Whether the bytes hold the text. */
  isIn(bytes: Buffer): boolean;
  /**
   * Whether a larger piece that the bytes are part of may hold it: false is certain, and cheap to tell.
   * Undefined where the question would cost as much as the answer.
   */
  readonly mayBeIn: ((piece: Buffer) => boolean) | undefined;
}

/**
 * Of a large piece only this much of a text is looked for: where much of a long one fits at many places, each
 * of them costs its length.
 */
const maxGuessLength = 64;

const onlyAscii = /^[\0-\u007F]*$/;

/** A needle for a text; letters of any case are the same unless told otherwise. */
export function createTextNeedle(text: string, isCaseSensitive: boolean): TextNeedle {
  if (isCaseSensitive) return exactNeedle(text);
  return onlyAscii.test(text) ? asciiNeedle(text) : foldingNeedle(text);
}

/** UTF-8 of a text is found in UTF-8 wherever the text is, and nowhere else. */
function exactNeedle(text: string): TextNeedle {
  const needle = Buffer.from(text);
  const begin = needle.subarray(0, maxGuessLength);
  return {
    isIn: (bytes) => bytes.includes(needle),
    mayBeIn: (piece) => piece.includes(begin),
  };
}

/**
 * ASCII in UTF-8 is itself, one byte a character: the bytes need not be decoded. A pattern without operators
 * never backtracks: at each place it costs the length of the text at most.
 */
function asciiNeedle(text: string): TextNeedle {
  return { isIn: asciiTest(text), mayBeIn: asciiTest(text.slice(0, maxGuessLength)) };
}

function asciiTest(text: string): (bytes: Buffer) => boolean {
  const pattern = new RegExp(RegExp.escape(text), 'i');
  return (bytes) => pattern.test(bytes.toString('latin1'));
}

function foldingNeedle(text: string): TextNeedle {
  const needle = text.toLowerCase();
  return {
    isIn: (bytes) => isUtf8(bytes) && bytes.toString('utf8').toLowerCase().includes(needle),
    mayBeIn: undefined,
  };
}
