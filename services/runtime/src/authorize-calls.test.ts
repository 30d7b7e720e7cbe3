import { once } from 'node:events';
import { WeirError } from '@weir/core';
import { expect, it } from 'vitest';
import { serveGroups } from '../test/serve-groups.ts';
import type { Authorization } from './authorize-calls.ts';
import { callUnary } from './call-unary.ts';
import { handleBidiStream } from './handle-stream.ts';
import { handleUnary } from './handle-unary.ts';
import { fromServiceError } from './service-error.ts';

/** A server that notes what it is sent as `authorization`, and a client that sends it. */
async function serve(authorization?: Authorization) {
  const seen: unknown[] = [];
  const { client } = await serveGroups(
    {
      DeleteGroup: handleUnary(async (_request, { metadata }) => {
        seen.push(metadata.get('authorization'));
        return {};
      }),
      Join: handleBidiStream(async (stream, { metadata }) => {
        seen.push(metadata.get('authorization'));
        stream.write({ heartbeat: {} });
      }),
    },
    authorization === undefined ? {} : { calls: { authorization } },
  );
  const call = (deadlineMs = 30_000, signal?: AbortSignal) =>
    callUnary(
      client,
      'deleteGroup',
      { groupId: 'g' },
      { deadlineMs, ...(signal === undefined ? {} : { signal }) },
    );
  return { client, call, seen };
}

it('sends what it is given with each call and stream, asked for each time', async () => {
  let count = 0;
  const { client, call, seen } = await serve(() => `Bearer ${(count += 1)}`);
  await call();
  await call();
  const stream = client.join();
  await once(stream, 'data');
  expect(seen).toEqual([['Bearer 1'], ['Bearer 2'], ['Bearer 3']]);
});

it('sends nothing where nothing was set', async () => {
  const { call, seen } = await serve();
  await call();
  expect(seen).toEqual([[]]);
});

it('waits for credentials that take time, with what was written meanwhile', async () => {
  const { client, call, seen } = await serve(async () => {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    return 'Bearer late';
  });
  await call();
  const stream = client.join();
  for (let index = 0; index < 3; index += 1) stream.write({ heartbeat: {} });
  stream.end();
  await once(stream, 'data');
  expect(seen).toEqual([['Bearer late'], ['Bearer late']]);
});

it.each([
  [() => Promise.reject(new Error('vault is sealed')), 'UNAVAILABLE', /vault is sealed/],
  [
    () => {
      throw new Error('no file');
    },
    'UNAVAILABLE',
    /no file/,
  ],
  [
    () => Promise.reject(new WeirError('AUTHENTICATION_FAILED', 'Logged out')),
    'AUTHENTICATION_FAILED',
    /Logged out/,
  ],
  [() => 'Bearer sec\nret', 'AUTHENTICATION_FAILED', /cannot stand in a header/],
  [() => 'Bearer sécret', 'AUTHENTICATION_FAILED', /cannot stand in a header/],
] satisfies [Authorization, string, RegExp][])(
  'fails calls and streams whose credentials cannot be had',
  async (get, code, text) => {
    const { client, call, seen } = await serve(get);
    const failure = await call().catch((error: unknown) => error as WeirError);
    expect(failure).toMatchObject({ code, message: expect.stringMatching(text) as string });
    expect((failure as WeirError).message).not.toContain('ret');
    const stream = client.join();
    const [error] = (await once(stream, 'error')) as [unknown];
    expect(fromServiceError(error).code).toBe(code);
    expect(seen).toEqual([]);
  },
);

it('ends a call by its signal or deadline while credentials do not come', async () => {
  const { call, seen } = await serve(() => new Promise(() => undefined));
  const controller = new AbortController();
  const cancelled = call(30_000, controller.signal);
  controller.abort();
  await expect(cancelled).rejects.toMatchObject({ code: 'CANCELLED' });
  await expect(call(50)).rejects.toMatchObject({
    code: expect.stringMatching(/UNAVAILABLE|REQUEST_TIMED_OUT/) as string,
  });
  expect(seen).toEqual([]);
});
