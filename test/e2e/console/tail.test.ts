import { expect } from 'vitest';
import type { SeenRecord } from '../../harness/history.ts';
import type { ConsolePage } from './console-page.ts';
import { startClusterStage } from './console-stage.ts';
import { consoleTest } from './console-test.ts';

const it = consoleTest({
  start: startClusterStage,
  seed: async ({ weir }) => {
    for (const name of ['paused', 'cut-off', 'matching']) {
      await weir.admin().createTopic({ name, partitions: 3, replicationFactor: 3 });
    }
  },
});

/** Opens a live tail, and waits until it follows. */
async function follow(page: ConsolePage, topic: string, query = ''): Promise<void> {
  await page.goto(`/topics/${topic}/records?live=1${query}`);
  await page.tab.getByText(/^Live · /).waitFor();
}

/** The values that the tail has shown, as its download has them, in order of their numbers. */
async function shownValues(page: ConsolePage): Promise<string[]> {
  const { bytes } = await page.download(page.button('NDJSON'));
  const lines = bytes.toString().trimEnd().split('\n');
  const values = lines.map((line) => (JSON.parse(line) as SeenRecord).value ?? '');
  return values.toSorted((left, right) => Number(left) - Number(right));
}

function numbers(first: number, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${first + index}`);
}

it('shows every record as it comes, holds them while it is paused, and misses none', async ({
  page,
  stage,
}) => {
  await using producer = stage.weir.producer();
  const send = async (values: readonly string[]): Promise<void> => {
    await producer.sendMany(values.map((value) => ({ topic: 'paused', value })));
  };
  await follow(page, 'paused');
  await send(numbers(0, 20));
  await page.tab.getByText('20 new records').waitFor();
  expect(await page.rows('Records')).not.toHaveLength(0);

  await page.button('Pause').click();
  await send(numbers(20, 300));
  await page.tab.getByText('320 new records · 300 held back').waitFor();
  expect(await shownValues(page)).toEqual(numbers(0, 20));

  await page.button('Resume').click();
  await send(numbers(320, 30));
  await page.tab.getByText('350 new records').waitFor();
  expect(await shownValues(page)).toEqual(numbers(0, 350));

  await page.button('Stop').click();
  await page.tab.getByText('Stopped').waitFor();
  expect(await shownValues(page)).toEqual(numbers(0, 350));
});

it('goes on where it was when the gateway was away', async ({ page, stage }) => {
  page.faults.expect(/^failed net::ERR_/, /^answer 503: /);
  await using producer = stage.weir.producer();
  const send = async (values: readonly string[]): Promise<void> => {
    await producer.sendMany(values.map((value) => ({ topic: 'cut-off', value })));
  };
  await follow(page, 'cut-off');
  await send(numbers(0, 10));
  await page.tab.getByText('10 new records').waitFor();

  await stage.gateway.kill();
  await page.tab.getByText('Cut off, trying again').waitFor();
  await send(numbers(10, 40));
  stage.gateway.start();
  await page.tab.getByText('50 new records').waitFor({ timeout: 40_000 });
  expect(await shownValues(page)).toEqual(numbers(0, 50));
});

it('shows only what is looked for', async ({ page, stage }) => {
  await using producer = stage.weir.producer();
  await follow(page, 'matching', '&q=7');
  await producer.sendMany(numbers(0, 30).map((value) => ({ topic: 'matching', value })));
  await page.tab.getByText('30 new records · 3 match').waitFor();
  expect(await shownValues(page)).toEqual(['7', '17', '27']);
});
