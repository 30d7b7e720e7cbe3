/** The two numbers of an entry's id in a list. */
export interface ListId {
  readonly ms: number;
  readonly sequence: number;
}

const pattern = /^(\d{1,15})-(\d{1,15})$/;

/** Undefined for a text that is no id. */
export function parseListId(text: string): ListId | undefined {
  const [, ms, sequence] = pattern.exec(text) ?? [];
  if (ms === undefined || sequence === undefined) return undefined;
  return { ms: Number(ms), sequence: Number(sequence) };
}

/** Of an id as `ListEntry` has it. */
export function formatListId({ ms, sequence }: ListId): string {
  return `${ms}-${sequence}`;
}

/** Positive when `left` is the younger one. */
export function compareListIds(left: ListId, right: ListId): number {
  return left.ms - right.ms || left.sequence - right.sequence;
}
