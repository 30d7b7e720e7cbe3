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

const onlyAscii = /^[\0-\u007F]*$/;

/** A needle for a text; letters of any case are the same unless told otherwise. */
export function createTextNeedle(text: string, isCaseSensitive: boolean): TextNeedle {
  if (isCaseSensitive) return exactNeedle(text);
  return onlyAscii.test(text) ? asciiNeedle(text) : foldingNeedle(text);
}

/** UTF-8 of a text is found in UTF-8 wherever the text is, and nowhere else. */
function exactNeedle(text: string): TextNeedle {
  const needle = Buffer.from(text);
  const isIn = (bytes: Buffer): boolean => bytes.includes(needle);
  return { isIn, mayBeIn: isIn };
}

/**
 * ASCII in UTF-8 is itself, one byte a character: the bytes need not be decoded. The engine searches for a
 * pattern without operators in time linear in the text.
 */
function asciiNeedle(text: string): TextNeedle {
  const pattern = new RegExp(RegExp.escape(text), 'i');
  const isIn = (bytes: Buffer): boolean => pattern.test(bytes.toString('latin1'));
  return { isIn, mayBeIn: isIn };
}

function foldingNeedle(text: string): TextNeedle {
  const needle = text.toLowerCase();
  return {
    isIn: (bytes) => isUtf8(bytes) && bytes.toString('utf8').toLowerCase().includes(needle),
    mayBeIn: undefined,
  };
}
