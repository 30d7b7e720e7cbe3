import { ManualClock } from '@weir/core';
import { MetadataService } from '@weir/protos';
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

/** Whether another search begins, rather than being refused; it is ended then. */
async function hasSlot({ app, asked }: Awaited<ReturnType<typeof withSilence>>): Promise<boolean> {
  const before = asked.length;
  const ended = new AbortController();
  let isOver = false;
  const answer = app
    .inject({ url: search, signal: ended.signal })
    .then(
      ({ statusCode }) => statusCode !== 429,
      () => true,
    )
    .finally(() => {
      isOver = true;
    });
  await expect.poll(() => isOver || asked.length > before).toBe(true);
  ended.abort();
  return answer;
}

it('gives back the slots of searches whose clients take nothing for long', async () => {
  const clock = new ManualClock();
  const silence = await withSilence(clock);
  const { app, asked } = silence;
  const searches = Array.from({ length: 16 }, () =>
    app.inject(search).then(
      () => 'answered',
      () => 'ended',
    ),
  );
  await expect.poll(() => asked.length).toBe(16);
  clock.advanceBy(30_999);
  expect(await hasSlot(silence)).toBe(false);
  clock.advanceBy(1);
  expect(await Promise.all(searches)).toEqual(searches.map(() => 'ended'));
  expect(await hasSlot(silence)).toBe(true);
});
