import { setTimeout } from 'node:timers/promises';
import { output } from '../output.ts';

const pollMs = 500;

/** Asks twice a second until there is nothing left to say; notes each new text on standard error. */
export async function waitUntilDone(
  signal: AbortSignal,
  whatIsLeft: () => Promise<string | undefined>,
): Promise<void> {
  let said = '';
  for (;;) {
    const left = await whatIsLeft();
    if (left === undefined) return;
    if (left !== said) output.note(left);
    said = left;
    await setTimeout(pollMs, undefined, { signal });
  }
}
