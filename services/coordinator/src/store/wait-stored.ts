import { type Clock, WeirError } from '@weir/core';
import type { ShardWriter } from './shard-writer.ts';

const maxWaiting = 20_000;

/** `RESOURCE_EXHAUSTED` while more callers than allowed wait for the store. */
export function checkBacklog(writer: ShardWriter): void {
  if (writer.waiting < maxWaiting) return;
  throw new WeirError(
    'RESOURCE_EXHAUSTED',
    `${writer.waiting} requests wait for the metadata store, at most ${maxWaiting} may`,
  );
}

/**
 * Resolves when all that was put is stored; `STORE_UNAVAILABLE` when the store has not taken it in
 * time: it may do so later.
 */
export async function waitStored(
  writer: ShardWriter,
  clock: Clock,
  timeoutMs: number,
): Promise<void> {
  let onTimeout: (error: WeirError) => void = () => undefined;
  const timedOut = new Promise<never>((_resolve, reject) => {
    onTimeout = reject;
  });
  const timer = clock.setTimer(timeoutMs, () => {
    onTimeout(
      new WeirError(
        'STORE_UNAVAILABLE',
        `The metadata store has not taken the change within ${timeoutMs} ms`,
        { cause: writer.failure },
      ),
    );
  });
  try {
    await Promise.race([writer.flush(), timedOut]);
  } finally {
    timer.cancel();
  }
}
