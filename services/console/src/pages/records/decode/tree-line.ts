/** What a piece of a line is, for its colour. */
export type LineTone = 'plain' | 'text' | 'number' | 'word' | 'note';

/** A line of a decoded value. */
export interface TreeLine {
  /** How far it is indented, in steps. */
  readonly depth: number;
  /** Before the text: the name of a field with its colon. Empty for none. */
  readonly label: string;
  readonly text: string;
  readonly tone: LineTone;
  /** After the text: a comma, or a note of how else it may be read. */
  readonly tail: string;
  /** Of a line that opens a group: the index of the line that closes it. */
  readonly closedBy?: number;
}

/** Lines, and whether there were more than are given. */
export interface TreeLines {
  readonly lines: readonly TreeLine[];
  readonly isCut: boolean;
}

/** Most lines that a view holds. */
export const maxLines = 100_000;

/** The lines that are left when the groups that these lines open are closed, by their indexes. */
export function visibleLines(
  lines: readonly TreeLine[],
  closed: ReadonlySet<number>,
): readonly number[] {
  const visible: number[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    visible.push(index);
    if (closed.has(index)) index = lines[index]?.closedBy ?? index;
  }
  return visible;
}
