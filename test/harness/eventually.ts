import { setTimeout as wait } from 'node:timers/promises';

/** How long a condition may take, in milliseconds, and how often it is looked at. */
export interface EventuallyOptions {
  readonly timeoutMs?: number;
  readonly intervalMs?: number;
  /** Named in the error when the time is up. */
  readonly what?: string;
}

/**
 * Waits until `condition` answers something other than undefined or false, and returns it.
 *
 * An error thrown by the condition counts as "not yet"; the last one is the cause of the final
 * error.
 */
export async function eventually<Value>(
  condition: () => Promise<Value> | Value,
  options: EventuallyOptions = {},
): Promise<Exclude<Value, false | undefined>> {
  const { timeoutMs = 20_000, intervalMs = 20, what = 'The condition' } = options;
  const deadline = performance.now() + timeoutMs;
  let cause: unknown;
  for (;;) {
    try {
      const value = await condition();
      if (value !== undefined && value !== false) {
        return value as Exclude<Value, false | undefined>;
      }
      cause = undefined;
    } catch (error) {
      cause = error;
    }
    if (performance.now() > deadline) {
      throw new Error(`${what} did not come true within ${timeoutMs} ms`, { cause });
    }
    await wait(intervalMs);
  }
}
