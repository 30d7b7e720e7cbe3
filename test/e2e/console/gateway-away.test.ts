import { expect } from 'vitest';
import { startClusterStage } from './console-stage.ts';
import { consoleTest } from './console-test.ts';

const it = consoleTest({
  start: startClusterStage,
  seed: async ({ weir }) => {
    await weir.admin().createTopic({ name: 'orders', partitions: 3, replicationFactor: 3 });
  },
});

/** What a browser says of requests to a process that is not there, or went while it answered. */
const unanswered =
  /^failed net::ERR_(?:CONNECTION_\w+|EMPTY_RESPONSE|INCOMPLETE_CHUNKED_ENCODING): /;

it('says that the gateway is away, keeps what it knows, and goes on by itself', async ({
  page,
  stage,
}) => {
  page.faults.expect(unanswered, /^answer 503: /);
  await page.goto('/topics');
  await expect.poll(() => page.rows('Topics')).toHaveLength(1);
  const banner = page.tab.getByRole('alert').filter({ hasText: 'has not answered since' });

  await stage.gateway.kill();
  await banner.waitFor();
  expect(await page.rows('Topics')).toHaveLength(1);
  await stage.weir.admin().createTopic({ name: 'payments', partitions: 1, replicationFactor: 3 });

  stage.gateway.start();
  await banner.waitFor({ state: 'detached', timeout: 20_000 });
  await expect
    .poll(async () => (await page.rows('Topics')).map((row) => row['Topic']))
    .toEqual(['orders', 'payments']);
});
