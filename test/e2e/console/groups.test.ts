import { expect } from 'vitest';
import { whenInSync } from '../../harness/when-in-sync.ts';
import { GroupReader } from '../../harness/group-reader.ts';
import { type ClusterStage, startClusterStage } from './console-stage.ts';
import { consoleTest } from './console-test.ts';
import { runShownCommand } from './run-shown-command.ts';
import { untilCommitted } from './until-committed.ts';

const patience = { timeout: 30_000 };
const recordsEach = 100;
const partitions = 2;

const it = consoleTest({
  start: startClusterStage,
  seed: async ({ weir }) => {
    await weir.admin().createTopic({ name: 'orders', partitions, replicationFactor: 3 });
    await whenInSync(weir.admin(), 'orders');
    await using producer = weir.producer();
    const numbers = Array.from({ length: recordsEach * partitions }, (_, index) => index);
    await producer.sendMany(
      numbers.map((index) => ({
        ...{ topic: 'orders', value: `${index}`, partition: index % partitions },
      })),
    );
    for (const groupId of ['billing', 'doomed', 'doomed-twin', 'shipping']) {
      await untilCommitted(weir, { groupId, topics: ['orders'] });
    }
  },
});

/** Committed offsets of a group, in order of the partitions. */
async function committed({ weir }: ClusterStage, groupId: string): Promise<(number | undefined)[]> {
  const { partitions: all } = await weir.admin().describeGroup(groupId);
  return all
    .toSorted((left, right) => left.partition - right.partition)
    .map(({ committedOffset }) => committedOffset);
}

async function runCommand(stage: ClusterStage, command: string): Promise<string> {
  const { code, stdout, stderr } = await runShownCommand(stage, command);
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.any(String) as string });
  return stdout;
}

it('shows groups, their members, and what they are behind', async ({ page, stage }) => {
  const reader = new GroupReader(stage.weir, {
    consumer: { groupId: 'running', topics: ['orders'] },
    onRecord: () => undefined,
  });
  try {
    await page.goto('/groups');
    await expect
      .poll(() => page.rows('Groups'), patience)
      .toContainEqual(
        expect.objectContaining({ Group: 'running', State: 'Stable', Members: '1', Lag: '0' }),
      );
    await page.goto('/groups/running?tab=members');
    await expect
      .poll(() => page.rows('Members'), patience)
      .toMatchObject([{ State: 'Connected', Holds: '2', Partitions: 'orders: 0, 1' }]);
    expect(await page.button('Delete').isDisabled()).toBe(true);
  } finally {
    await reader.stop();
  }
  await page.tab.getByText('Nobody is in it').waitFor({ timeout: 30_000 });
});

it('resets offsets to what its preview says, as its command does', async ({ page, stage }) => {
  await page.goto('/groups/billing');
  await page.button('Reset offsets').click();
  const dialog = page.dialog('Reset offsets of billing');
  await dialog
    .getByRole('combobox', { name: 'To', exact: true })
    .selectOption('One offset for all');
  await dialog.getByLabel('Offset', { exact: true }).fill('40');
  await expect
    .poll(() => page.rows('Preview'))
    .toEqual([
      { Partition: '0', Now: '100', Then: '40', Difference: '-60', 'Lag then': '60' },
      { Partition: '1', Now: '100', Then: '40', Difference: '-60', 'Lag then': '60' },
    ]);
  expect(await committed(stage, 'billing')).toEqual([100, 100]);
  const command = await page.run(dialog, { runLabel: 'Reset' });
  expect(await committed(stage, 'billing')).toEqual([40, 40]);
  await expect
    .poll(async () => (await page.rows('Partitions of the group')).map((row) => row['Committed']))
    .toEqual(['40', '40']);

  await runCommand(stage, command.replace('billing', 'shipping'));
  expect(await committed(stage, 'shipping')).toEqual([40, 40]);
});

it.for([
  ['The earliest record', undefined, [0, 0]],
  ['The end: only what comes', undefined, [100, 100]],
  ['Forward or back by some records', ['Records', '-30'], [70, 70]],
  ['Some minutes ago', ['Minutes', '60'], [0, 0]],
] as const)('resets offsets to: %s', async ([way, field, offsets], { page, stage }) => {
  await page.goto('/groups/billing');
  await page.button('Reset offsets').click();
  const dialog = page.dialog('Reset offsets of billing');
  await dialog.getByRole('combobox', { name: 'To', exact: true }).selectOption(way);
  if (field !== undefined) await dialog.getByLabel(field[0], { exact: true }).fill(field[1]);
  const dryRun = `${await page.shownCommand(dialog)} --dry-run`;
  const told = await runCommand(stage, `${dryRun} -o json`);
  await page.run(dialog, { runLabel: 'Reset' });
  expect(await committed(stage, 'billing')).toEqual(offsets);
  expect([...told.matchAll(/"offset":(\d+)/g)].map(([, offset]) => Number(offset))).toEqual(
    offsets,
  );
});

it('resets each partition to an offset of its own', async ({ page, stage }) => {
  await page.goto('/groups/billing');
  await page.button('Reset offsets').click();
  const dialog = page.dialog('Reset offsets of billing');
  await dialog
    .getByRole('combobox', { name: 'To', exact: true })
    .selectOption('An offset for each partition');
  await dialog.getByLabel('Partition 0').fill('11');
  await dialog.getByLabel('Partition 1').fill('22');
  const command = await page.run(dialog, { runLabel: 'Reset' });
  expect(await committed(stage, 'billing')).toEqual([11, 22]);
  await runCommand(stage, command.replace('billing', 'shipping'));
  expect(await committed(stage, 'shipping')).toEqual([11, 22]);
});

it('leads from what a group has committed to the records that come next', async ({ page }) => {
  await page.goto('/groups/shipping');
  await expect.poll(() => page.rows('Partitions of the group')).toHaveLength(2);
  const row = page.table('Partitions of the group').getByRole('row').nth(1);
  const next = (await page.rows('Partitions of the group'))[0]?.['Committed'];
  await row.getByText('nobody').click();
  await page.tab.getByRole('heading', { level: 1, name: 'Records' }).waitFor();
  await expect.poll(async () => (await page.rows('Records'))[0]).toMatchObject({ Offset: next });
});

it('deletes a group once its name is typed, as its command does', async ({ page, stage }) => {
  page.faults.expect(/^answer 404: GET \/v1\/groups\/doomed$/);
  await page.goto('/groups/doomed');
  const command = await page.act(page.button('Delete'), { typeName: 'doomed' });
  expect(page.path).toBe('/groups');
  await runCommand(stage, command.replaceAll('doomed', 'doomed-twin'));
  await expect
    .poll(async () => (await page.rows('Groups')).map((row) => row['Group']).join(), patience)
    .not.toContain('doomed');
});
