import { expect } from 'vitest';
import { whenInSync } from '../../harness/when-in-sync.ts';
import type { ConsolePage } from './console-page.ts';
import { type ClusterStage, startClusterStage } from './console-stage.ts';
import { consoleTest } from './console-test.ts';
import { runShownCommand } from './run-shown-command.ts';

const patience = { timeout: 30_000 };

const it = consoleTest({
  start: startClusterStage,
  seed: async ({ weir }) => {
    await weir.admin().createTopic({ name: 'orders', partitions: 6, replicationFactor: 3 });
    await whenInSync(weir.admin(), 'orders');
  },
});

/** What the page of nodes says of one. */
async function stateOf(page: ConsolePage, nodeId: number): Promise<string | undefined> {
  const rows = await page.rows('Nodes');
  return rows.find((row) => row['Node'] === `${nodeId}`)?.['State'];
}

async function runCommand(stage: ClusterStage, command: string): Promise<void> {
  const { code, stderr } = await runShownCommand(stage, command);
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.any(String) as string });
}

async function replicasOf({ weir }: ClusterStage, partition: number): Promise<readonly number[]> {
  const { topic } = await weir.admin().describeTopic('moved');
  return topic.partitions[partition]?.assignedReplicas ?? [];
}

async function leadersOf({ weir }: ClusterStage, nodeId: number): Promise<number | undefined> {
  const { nodeStatuses } = await weir.admin().describeCluster();
  return nodeStatuses.find((status) => status.nodeId === nodeId)?.leaders;
}

it('shows a node that dies, links what it leaves behind, and shows it back again', async ({
  page,
  stage,
}) => {
  const node = stage.cluster.node(3).process;
  await page.goto('/');
  await page.tab.getByText('Nothing is wrong').waitFor();
  await expect.poll(() => stateOf(page, 3), patience).toBe('alive');

  await node.kill();
  await expect.poll(() => stateOf(page, 3), patience).toBe('down');
  await page.tab
    .getByRole('banner')
    .getByText(/1 node down|under-replicated/)
    .waitFor();
  await page.tab.getByRole('link', { name: 'Node 3 does not answer' }).waitFor();
  await page.tab.getByRole('link', { name: /^\d+ partitions under-replicated$/ }).click();
  const behind = page.table('Partitions').getByRole('row').filter({ hasText: 'not in sync: 3' });
  await expect.poll(() => behind.count(), patience).toBeGreaterThanOrEqual(6);

  node.start();
  await page.tab.getByText('Every replica is in sync').waitFor({ timeout: 30_000 });
  await page.goto('/nodes');
  await expect.poll(() => stateOf(page, 3), patience).toBe('alive');
});

it('drains a node and takes the drain back, as its commands do', async ({ page, stage }) => {
  await page.goto('/nodes/2');
  const drain = page.tab.getByRole('main').getByRole('button', { name: 'Drain', exact: true });
  const undrain = page.button('Take back the drain');
  const drainCommand = await page.act(drain, { runLabel: 'Drain' });
  await page.tab.getByText('It leads nothing: its machine can be stopped.').waitFor();
  expect(await leadersOf(stage, 2)).toBe(0);
  const undrainCommand = await page.act(undrain, { runLabel: 'Take it back' });
  await drain.waitFor();

  await runCommand(stage, drainCommand);
  await undrain.waitFor();
  await runCommand(stage, undrainCommand);
  await drain.waitFor();
});

it('elects the preferred leaders, as its command does', async ({ page, stage }) => {
  await expect.poll(() => leadersOf(stage, 2), patience).toBeDefined();
  await page.goto('/partitions?show=all');
  const command = await page.act(page.button('Elect preferred leaders'), { runLabel: 'Elect' });
  const away = page.table('Partitions').getByText(/preferred leader is/);
  await expect.poll(() => away.count(), patience).toBe(0);
  await runCommand(stage, command);
});

it('moves a partition to other nodes, as its command does', async ({ page, stage }) => {
  const admin = stage.weir.admin();
  await admin.createTopic({ name: 'moved', partitions: 2, replicationFactor: 2 });
  await whenInSync(admin, 'moved');
  const from = await replicasOf(stage, 0);
  const goal = [1, 2, 3].filter((nodeId) => nodeId !== from[0]);
  await page.goto('/partitions?show=all');
  await page.tab.getByLabel('Select moved/0').check();
  await page.button('Move…').click();
  const dialog = page.dialog('Move moved/0');
  const picker = dialog.getByRole('list', { name: /^Nodes/ });
  for (const nodeId of from) await picker.getByRole('checkbox', { name: `${nodeId}` }).uncheck();
  await dialog.getByText('Choose a node at least').waitFor();
  for (const nodeId of goal) await picker.getByRole('checkbox', { name: `${nodeId}` }).check();
  const command = await page.run(dialog, { runLabel: 'Move' });
  await expect.poll(() => replicasOf(stage, 0), patience).toEqual(goal);

  await runCommand(stage, command.replace('--partition 0', '--partition 1'));
  await expect.poll(() => replicasOf(stage, 1), patience).toEqual(goal);
});

it('takes a node in, gives it its share, empties it and forgets it', async ({ page, stage }) => {
  const { nodeId } = await stage.cluster.addNode();
  await page.goto('/nodes');
  await expect.poll(() => stateOf(page, nodeId), patience).toBe('alive');

  await page.button('Balance…').click();
  const dialog = page.dialog('Balance the replicas');
  await expect.poll(() => page.rows('What would be moved')).not.toEqual([]);
  const command = await page.run(dialog, { runLabel: 'Move' });
  const replicas = page.table('Nodes').getByRole('row').last().getByRole('gridcell').nth(5);
  await expect.poll(() => replicas.innerText(), patience).toMatch(/^[1-9]/);
  await runCommand(stage, `${command} --dry-run`);

  await page.goto(`/nodes/${nodeId}`);
  const typeName = `${nodeId}`;
  const decommission = { runLabel: 'Decommission', typeName };
  const emptying = await page.act(page.button('Decommission…'), decommission);
  await runCommand(stage, `${emptying} --dry-run`);
  await page.tab.getByText('It is empty: stop it, then remove it.').waitFor({ timeout: 30_000 });
  expect(await page.button('Remove…').isDisabled()).toBe(true);
  await stage.cluster.node(nodeId).process.stop();
  await expect.poll(() => page.button('Remove…').isEnabled(), patience).toBe(true);
  await page.button('Remove…').click();
  const removal = page.dialog(`Remove node ${nodeId}`);
  await runCommand(stage, `${await page.shownCommand(removal)} --dry-run`);
  await page.run(removal, { runLabel: 'Remove', typeName });
  expect(page.path).toBe('/nodes');
  await expect.poll(() => stateOf(page, nodeId), patience).toBeUndefined();
});
