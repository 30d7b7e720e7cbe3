import { expect, it } from 'vitest';
import { waitUntilDone } from './wait-until.ts';

const { signal } = new AbortController();

it('ends when nothing is left', async () => {
  const left = ['1 to go', undefined];
  await waitUntilDone({ signal }, () => Promise.resolve(left.shift()));
  expect(left).toEqual([]);
});

it('gives up when the time is over, and says what is left', async () => {
  const waiting = waitUntilDone({ signal, timeoutMs: 20 }, () => Promise.resolve('1 to go'));
  await expect(waiting).rejects.toMatchObject({
    code: 'REQUEST_TIMED_OUT',
    message: 'Not done after the 20 ms of --timeout: 1 to go. It goes on by itself',
  });
});
