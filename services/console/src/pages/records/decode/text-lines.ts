import { maxLines } from './tree-line.ts';

/** Longer lines are broken: browsers are slow with them. */
const maxLineChars = 400;

/** Where the lines of a text begin; `ends` are exclusive, without the ends of lines. */
export interface TextLines {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  /** Whether there are more than `maxLines`. */
  readonly isCut: boolean;
}

/** Cuts a text into lines that can be shown. */
export function textLines(text: string): TextLines {
  const starts: number[] = [];
  const ends: number[] = [];
  let at = 0;
  while (at <= text.length) {
    if (starts.length >= maxLines) return { starts, ends, isCut: true };
    const newline = text.indexOf('\n', at);
    const lineEnd = newline === -1 ? text.length : newline;
    const end = breakAt(text, at, lineEnd);
    starts.push(at);
    const hasReturn = end === newline && end > at && text[end - 1] === '\r';
    ends.push(hasReturn ? end - 1 : end);
    at = end === lineEnd ? lineEnd + 1 : end;
  }
  return { starts, ends, isCut: false };
}

/** Where a line that begins at `start` ends; not within a pair of surrogates. */
function breakAt(text: string, start: number, lineEnd: number): number {
  const end = start + maxLineChars;
  if (end >= lineEnd) return lineEnd;
  const code = text.charCodeAt(end - 1);
  return code >= 0xd8_00 && code <= 0xdb_ff ? end + 1 : end;
}
