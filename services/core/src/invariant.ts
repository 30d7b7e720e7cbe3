/**
 * A rule of ours that does not hold: a bug, never an operating error.
 *
 * It stops the partition or the process; it is never caught and retried.
 */
export class InvariantViolation extends Error {
  constructor(message: string) {
    super(`Invariant violated: ${message}`);
    this.name = 'InvariantViolation';
  }
}

/**
 * Asserts a rule that must hold whatever the outside world does. Stays on in production.
 *
 * `message` is the rule as a statement. Keep it a literal on hot paths: it is built even when the
 * condition holds.
 */
export function invariant(condition: boolean, message: string): asserts condition {
  if (!condition) throw new InvariantViolation(message);
}
