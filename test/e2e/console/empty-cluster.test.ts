import { expect } from 'vitest';
import { startStandaloneStage } from './console-stage.ts';
import { consoleTest } from './console-test.ts';

const it = consoleTest({ start: startStandaloneStage });

it.for([
  ['/topics', 'No topics yet', /Create topic|weir topic create/],
  ['/groups', 'No groups yet', /weir consume/],
  ['/acls', 'No ACLs', /authentication/],
  ['/keys', 'No keys', /secret/],
  ['/quotas', 'No quotas', /Nobody is limited/],
  ['/audit', 'Nothing yet', /are listed here/],
  ['/partitions?show=all', 'There are no partitions yet: create a topic', /create a topic/],
] as const)(
  'says on %s what to do where nothing is: %s',
  async ([path, title, advice], { page }) => {
    await page.goto(path);
    await page.tab.getByRole('main').getByText(title, { exact: true }).waitFor();
    await page.tab.getByRole('main').getByText(advice).first().waitFor();
  },
);

it('shows the overview of a cluster without topics', async ({ page }) => {
  await page.goto('/');
  await page.tab.getByText('Nothing is wrong').waitFor();
  await page.tab.getByText('3 of 3').waitFor();
});

it.for([
  [
    '/topics/nowhere',
    'nowhere',
    'UNKNOWN_TOPIC_OR_PARTITION',
    /^answer 404: GET \/v1\/topics\/nowhere/,
  ],
  [
    '/topics/nowhere/records',
    'Records',
    'UNKNOWN_TOPIC_OR_PARTITION',
    /^answer 404: GET \/v1\/topics\/nowhere/,
  ],
  ['/groups/nobody', 'nobody', 'GROUP_ID_NOT_FOUND', /^answer 404: GET \/v1\/groups\/nobody/],
] as const)('says on %s that it is not there', async ([path, heading, code, answer], { page }) => {
  page.faults.expect(answer);
  await page.goto(path);
  await page.tab.getByRole('heading', { level: 1, name: heading }).waitFor();
  await page.tab.getByRole('alert').filter({ hasText: code }).first().waitFor();
});

it('shows the first topic when somebody creates it', async ({ page, stage }) => {
  await page.goto('/topics');
  await page.tab.getByText('No topics yet').waitFor();
  await stage.weir.admin().createTopic({ name: 'first', partitions: 1, replicationFactor: 1 });
  await expect.poll(() => page.rows('Topics')).toMatchObject([{ Topic: 'first' }]);
});
