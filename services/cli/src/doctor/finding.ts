/** How bad something is: `error` stops somebody now, `warning` will, `notice` is good to know. */
export type Severity = 'error' | 'warning' | 'notice';

/** From the worst to the least. */
export const severities: readonly Severity[] = ['error', 'warning', 'notice'];

/** What one check found at one subject. */
export interface Problem {
  /** What it is about: `node 2`, `topic orders`, `group readers`, `cluster`. */
  readonly subject: string;
  /** What is the case, with the numbers that matter; no final full stop. */
  readonly what: string;
  /** Commands to paste that help, in their order; none where no command can. */
  readonly commands?: readonly string[];
}

/** A problem with what its check says of all of its kind. The shape that `-o json` prints. */
export interface Finding {
  readonly severity: Severity;
  readonly code: string;
  readonly subject: string;
  readonly what: string;
  /** Why it matters. */
  readonly why: string;
  /** What to do, in words. */
  readonly remedy: string;
  readonly commands: readonly string[];
}

/** `1 node`, `2 nodes`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** The first of several, and how many more there are. */
export function someOf(items: readonly (string | number)[], limit = 5): string {
  const shown = items.slice(0, limit).join(', ');
  return items.length > limit ? `${shown} and ${items.length - limit} more` : shown;
}
