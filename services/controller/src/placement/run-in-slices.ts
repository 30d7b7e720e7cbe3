import { setImmediate as nextTurn } from 'node:timers/promises';

/** How long other work of the process may have to wait, in milliseconds. */
const sliceMs = 10;

/** Runs a computation to its end, with turns for everything else in between. Rejects as soon as the signal aborts. */
export async function runInSlices<Result>(
  computation: Generator<void, Result>,
  signal: AbortSignal,
): Promise<Result> {
  let sliceEndMs = performance.now() + sliceMs;
  for (;;) {
    const { done, value } = computation.next();
    if (done === true) return value;
    if (performance.now() < sliceEndMs) continue;
    await nextTurn(undefined, { signal });
    sliceEndMs = performance.now() + sliceMs;
  }
}
