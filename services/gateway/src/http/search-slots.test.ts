import { ManualClock } from '@weir/core';
import { MetadataService } from '@weir/protos';
import type { FastifyInstance } from 'fastify';
import { expect, it } from 'vitest';
import { httpAppOf } from './http-app.fixture.ts';

const search = '/v1/topics/t/search?timeMs=1000';

/** An application that never learns of topics, so that searches run until they are ended. */
async function withSilence(clock: ManualClock) {
  const asked: string[] = [];
  const app = await httpAppOf({
    clock,
    services: [MetadataService.service],
    handle: async (method) => {
      asked.push(method);
      return new Promise<object>(() => undefined);
    },
  });
  return { app, asked };
}

/** Whether there is a slot; one that is taken for it is given back. */
async function hasSlot(app: FastifyInstance): Promise<boolean> {
  const ended = new AbortController();
  const refused = app.inject({ url: search, signal: ended.signal }).then(
    ({ statusCode }) => statusCode !== 429,
    () => true,
  );
  const waiting = new Promise<boolean>((resolve) => setTimeout(resolve, 100, true));
  const answer = await Promise.race([refused, waiting]);
  ended.abort();
  await refused;
  return answer;
}

it('gives back the slots of searches whose clients take nothing for long', async () => {
  const clock = new ManualClock();
  const { app, asked } = await withSilence(clock);
  const searches = Array.from({ length: 16 }, () =>
    app.inject(search).then(
      () => 'answered',
      () => 'ended',
    ),
  );
  await expect.poll(() => asked.length).toBe(16);
  clock.advanceBy(30_999);
  expect(await hasSlot(app)).toBe(false);
  clock.advanceBy(1);
  expect(await Promise.all(searches)).toEqual(searches.map(() => 'ended'));
  expect(await hasSlot(app)).toBe(true);
});
