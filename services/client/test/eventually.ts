const defaultTimeoutMs = 10_000;

/** Waits until a condition holds and returns what it gave; throws after the deadline. */
export async function eventually<Result>(
  condition: () => Result | undefined | false | Promise<Result | undefined | false>,
  what = 'The condition',
  timeoutMs = defaultTimeoutMs,
): Promise<Result> {
  const deadlineMs = performance.now() + timeoutMs;
  for (;;) {
    const result = await condition();
    if (result !== undefined && result !== false) return result;
    if (performance.now() > deadlineMs) throw new Error(`${what} did not hold in ${timeoutMs} ms`);
    await new Promise((resolve) => {
      setTimeout(resolve, 5);
    });
  }
}
