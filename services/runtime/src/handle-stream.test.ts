import { WeirError } from '@weir/core';
import { expect, it } from 'vitest';
import { serveGroups } from '../test/serve-groups.ts';
import { handleBidiStream } from './handle-stream.ts';
import { unrestrictedCaller } from './security/caller.ts';
import { fromServiceError } from './service-error.ts';
import { writeWithBackpressure } from './write-with-backpressure.ts';

const beat = { heartbeat: {} };

type Groups = Awaited<ReturnType<typeof serveGroups>>;

/** The code of the status that ends a stream, or nothing within the deadline. */
function statusOf({ client }: Groups): Promise<number> {
  const stream = client.join({ deadline: Date.now() + 5_000 });
  stream.on('error', () => undefined);
  stream.resume();
  return new Promise((resolve) => {
    stream.on('status', ({ code }) => {
      resolve(code);
    });
  });
}

it('ends a stream with the error that its handler threw', async () => {
  const { client } = await serveGroups({
    Join: handleBidiStream(async (stream) => {
      await new Promise((resolve) => stream.once('data', resolve));
      throw new WeirError('FENCED_MEMBER_EPOCH', 'Member epoch 1 is older than 2');
    }),
  });
  const stream = client.join();
  const failed = new Promise((resolve) => stream.on('error', resolve));
  stream.write(beat);
  expect(fromServiceError(await failed)).toMatchObject({ code: 'FENCED_MEMBER_EPOCH' });
});

it('ends a stream on which nothing happens once its credentials are void', async () => {
  let isVoid = false;
  let hasSignal = false;
  const groups = await serveGroups(
    {
      Join: handleBidiStream(async (stream, { signal }) => {
        stream.write(beat);
        await new Promise((resolve) => {
          signal.addEventListener('abort', resolve);
        });
        hasSignal = true;
        stream.write(beat);
      }),
    },
    {
      security: {
        identify: () => ({
          ...unrestrictedCaller,
          isInternal: false,
          checkCredentials: () => {
            if (isVoid) throw new WeirError('AUTHENTICATION_FAILED', 'The key was revoked');
          },
        }),
      },
    },
  );
  const stream = groups.client.join();
  const failed = new Promise((resolve) => stream.on('error', resolve));
  await new Promise((resolve) => stream.once('data', resolve));
  isVoid = true;
  expect(fromServiceError(await failed)).toMatchObject({ code: 'AUTHENTICATION_FAILED' });
  expect(hasSignal).toBe(true);
}, 30_000);

it('ends a stream whose handler writes after it has returned', async () => {
  const groups = await serveGroups({
    Join: handleBidiStream(async (stream) => {
      stream.write(beat);
      queueMicrotask(() => {
        queueMicrotask(() => stream.write(beat));
      });
    }),
  });
  expect(await statusOf(groups)).toBe(0);
});

it('ends a stream whose handler ends it and writes again', async () => {
  const groups = await serveGroups({
    Join: handleBidiStream(async (stream) => {
      stream.end();
      stream.write(beat);
    }),
  });
  expect(await statusOf(groups)).toBe(0);
});

it('ends a stream whose handler throws before it returns a promise', async () => {
  const groups = await serveGroups({
    Join: handleBidiStream(() => {
      throw new WeirError('GROUP_ID_NOT_FOUND', 'No such group');
    }),
  });
  expect(await statusOf(groups)).toBe(5);
});

it('aborts the signal of a stream whose caller went away, and survives what is written then', async () => {
  const isOver = Promise.withResolvers<unknown>();
  const { client } = await serveGroups({
    Join: handleBidiStream(async (stream, { signal }) => {
      stream.write(beat);
      await new Promise((resolve) => {
        signal.addEventListener('abort', resolve);
      });
      await writeWithBackpressure(stream, beat);
      isOver.resolve([stream.destroyed, stream.write(beat)]);
      throw new WeirError('UNAVAILABLE', 'Nobody hears this');
    }),
  });
  const stream = client.join();
  stream.on('error', () => undefined);
  await new Promise((resolve) => stream.once('data', resolve));
  stream.cancel();
  expect(await isOver.promise).toEqual([true, false]);
});

it('aborts a signal that is asked for only after the caller went away', async () => {
  const aborted = Promise.withResolvers<boolean>();
  const { client } = await serveGroups({
    Join: handleBidiStream(async (stream, context) => {
      stream.write(beat);
      await new Promise((resolve) => stream.once('cancelled', resolve));
      aborted.resolve(context.signal.aborted);
    }),
  });
  const stream = client.join();
  stream.on('error', () => undefined);
  await new Promise((resolve) => stream.once('data', resolve));
  stream.cancel();
  expect(await aborted.promise).toBe(true);
});

it('waits for a reader that is behind, and no longer once it is gone', async () => {
  const isFull = Promise.withResolvers<void>();
  const isOver = Promise.withResolvers<void>();
  const response = { assignment: { memberId: 'x'.repeat(1024 * 1024) } };
  const { client } = await serveGroups({
    Join: handleBidiStream(async (stream) => {
      for (;;) {
        const wait = writeWithBackpressure(stream, response);
        if (wait === undefined && stream.cancelled) break;
        if (wait !== undefined) isFull.resolve();
        await wait;
      }
      isOver.resolve();
    }),
  });
  const stream = client.join();
  stream.on('error', () => undefined);
  await isFull.promise;
  stream.cancel();
  await expect(isOver.promise).resolves.toBeUndefined();
});
