import { expect } from 'vitest';
import { whenInSync } from '../../harness/when-in-sync.ts';
import { type ClusterStage, startClusterStage } from './console-stage.ts';
import type { ConsolePage } from './console-page.ts';
import { consoleTest } from './console-test.ts';
import { runShownCommand } from './run-shown-command.ts';
import { untilCommitted } from './until-committed.ts';

const it = consoleTest({ start: startClusterStage });

async function createTopic({ weir }: ClusterStage, name: string, partitions = 3): Promise<void> {
  await weir.admin().createTopic({ name, partitions, replicationFactor: 3 });
  await whenInSync(weir.admin(), name);
}

/** What a topic is like, but for its name. */
async function shapeOf({ weir }: ClusterStage, name: string) {
  const { topic } = await weir.admin().describeTopic(name);
  const { partitions, replicationFactor, configs } = topic;
  return { partitions: partitions.length, replicationFactor, configs };
}

/** Runs the command that the page has shown for one topic on another one. */
async function runFor(
  stage: ClusterStage,
  command: string,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<void> {
  const { code, stderr } = await runShownCommand(stage, command.replaceAll(from, to));
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.any(String) as string });
}

async function topicNames(page: ConsolePage): Promise<(string | undefined)[]> {
  return (await page.rows('Topics')).map((row) => row['Topic']);
}

it('creates a topic with configs, as its command does', async ({ page, stage }) => {
  await page.goto('/topics');
  await page.button('Create topic').click();
  const dialog = page.dialog('Create a topic');
  await dialog.getByLabel('Name').fill('made-by-page');
  await dialog.getByLabel('Partitions').fill('4');
  await dialog.getByLabel('Replication factor').fill('2');
  await dialog.getByLabel('Configs').fill('retention.ms=86400000\nmin.insync.replicas=2');
  const command = await page.run(dialog, { runLabel: 'Create' });
  await page.tab.getByRole('heading', { level: 1, name: 'made-by-page' }).waitFor();
  expect(page.path).toBe('/topics/made-by-page');

  const shape = await shapeOf(stage, 'made-by-page');
  expect(shape).toMatchObject({
    partitions: 4,
    replicationFactor: 2,
    configs: { 'retention.ms': '86400000', 'min.insync.replicas': '2' },
  });
  await runFor(stage, command, { from: 'made-by-page', to: 'made-by-command' });
  expect(await shapeOf(stage, 'made-by-command')).toEqual(shape);
});

it('tells in the dialog why a topic cannot be created, and creates it once it can', async ({
  page,
  stage,
}) => {
  page.faults.expect(/^answer 400: POST \/v1\/topics$/);
  await page.goto('/topics');
  await page.button('Create topic').click();
  const dialog = page.dialog('Create a topic');
  await dialog.getByLabel('Name').fill('second-try');
  await dialog.getByLabel('Replication factor').fill('9');
  await dialog.getByRole('button', { name: 'Create', exact: true }).click();
  await dialog.getByRole('alert').filter({ hasText: 'INVALID_REPLICATION_FACTOR' }).waitFor();
  await dialog.getByLabel('Replication factor').fill('3');
  await page.run(dialog, { runLabel: 'Create' });
  expect(await shapeOf(stage, 'second-try')).toMatchObject({ replicationFactor: 3 });
});

it('changes a config and gives it its default back, as its commands do', async ({
  page,
  stage,
}) => {
  await createTopic(stage, 'configured');
  await createTopic(stage, 'twin');
  const names = { from: 'configured', to: 'twin' };
  const retention = async (topic: string): Promise<string | undefined> =>
    (await shapeOf(stage, topic)).configs['retention.ms'];
  const row = page.table('Configs').getByRole('row', { name: 'retention.ms' });
  await page.goto('/topics/configured?tab=configs');

  await row.getByRole('button', { name: 'Edit' }).click();
  await page
    .dialog(/retention\.ms/)
    .getByLabel('Value')
    .fill('3600000');
  const set = await page.run(page.dialog(/retention\.ms/), {
    ...{ runLabel: 'Change', typeName: 'configured' },
  });
  expect(await retention('configured')).toBe('3600000');
  await row.getByText('3600000').waitFor();
  await runFor(stage, set, names);
  expect(await retention('twin')).toBe('3600000');

  await row.getByRole('button', { name: 'Edit' }).click();
  await page
    .dialog(/retention\.ms/)
    .getByLabel('Back to the default')
    .check();
  const unset = await page.run(page.dialog(/retention\.ms/), {
    ...{ runLabel: 'Reset', typeName: 'configured' },
  });
  expect(await retention('configured')).toBeUndefined();
  await runFor(stage, unset, names);
  expect(await retention('twin')).toBeUndefined();
});

it('adds partitions, as its command does', async ({ page, stage }) => {
  await createTopic(stage, 'growing', 2);
  await createTopic(stage, 'growing-twin', 2);
  await page.goto('/topics/growing');
  await page.button('Add partitions').click();
  const dialog = page.dialog('Add partitions to growing');
  await dialog.getByLabel('Partitions in all').fill('2');
  expect(await dialog.getByRole('button', { name: 'Add', exact: true }).isDisabled()).toBe(true);
  await dialog.getByLabel('Partitions in all').fill('5');
  const command = await page.run(dialog, { runLabel: 'Add' });
  await expect.poll(() => page.rows('Partitions')).toHaveLength(5);
  expect(await shapeOf(stage, 'growing')).toMatchObject({ partitions: 5 });
  await runFor(stage, command, { from: 'growing', to: 'growing-twin' });
  expect(await shapeOf(stage, 'growing-twin')).toMatchObject({ partitions: 5 });
});

it('deletes a topic once its name is typed, as its command does', async ({ page, stage }) => {
  // Its page may ask once more while it goes.
  page.faults.expect(/^answer 404: GET \/v1\/topics\/doomed/);
  await createTopic(stage, 'doomed');
  await createTopic(stage, 'doomed-twin');
  await page.goto('/topics/doomed');
  await page.button('Delete').click();
  const dialog = page.dialog('Delete doomed');
  const run = dialog.getByRole('button', { name: 'Delete doomed' });
  expect(await run.isDisabled()).toBe(true);
  await dialog.getByLabel('Type doomed to confirm').fill('doome');
  expect(await run.isDisabled()).toBe(true);
  const command = await page.run(dialog, { typeName: 'doomed' });
  expect(page.path).toBe('/topics');
  await expect.poll(() => topicNames(page)).not.toContain('doomed');
  await expect(stage.weir.admin().describeTopic('doomed')).rejects.toMatchObject({
    code: 'UNKNOWN_TOPIC_OR_PARTITION',
  });
  await runFor(stage, command, { from: 'doomed', to: 'doomed-twin' });
  await expect.poll(() => topicNames(page)).not.toContain('doomed-twin');
});

it('shows internal topics when it is asked to, and lets nobody delete them', async ({
  page,
  stage,
}) => {
  await createTopic(stage, 'read');
  await using producer = stage.weir.producer();
  await producer.send({ topic: 'read', value: 'once' });
  await untilCommitted(stage.weir, { groupId: 'readers', topics: ['read'] });
  await page.goto('/topics');
  await expect.poll(() => topicNames(page)).not.toHaveLength(0);
  expect((await topicNames(page)).join()).not.toContain('__weir');
  await page.tab.getByLabel('Internal topics').check();
  await expect.poll(async () => (await topicNames(page)).join()).toContain('__weir_offsets');
  await page.goto('/topics/__weir_offsets');
  await expect.poll(() => page.button('Delete').isDisabled()).toBe(true);
});
