import { expect } from 'vitest';
import type { ConsolePage } from './console-page.ts';
import { type StandaloneStage, startStandaloneStage } from './console-stage.ts';
import { consoleTest } from './console-test.ts';
import { untilCommitted } from './until-committed.ts';

const orders = { resourceType: 'topic', resourceName: 'orders', patternType: 'literal' } as const;

const it = consoleTest({
  start: async () => startStandaloneStage({ isSecure: true }),
  seed: async ({ weir }: StandaloneStage) => {
    const admin = weir.admin();
    await admin.createTopic({ name: 'orders', partitions: 2, replicationFactor: 2 });
    await admin.createTopic({ name: 'secrets', partitions: 1, replicationFactor: 2 });
    await using producer = weir.producer();
    await producer.send({ topic: 'orders', key: 'a', value: 'an order' });
    await untilCommitted(weir, { groupId: 'billing', topics: ['orders'] });
    await admin.createAcls([
      { principal: 'user:ann', permission: 'allow', operation: 'read', ...orders },
    ]);
  },
});

/** Signs in as somebody who may read one topic and nothing else. */
async function signInAsAnn(page: ConsolePage, { weir }: StandaloneStage): Promise<void> {
  const { secret } = await weir.admin().createApiKey({ principal: 'user:ann' });
  await page.goto('/topics');
  await page.signIn(secret);
  await page.dialog('Sign in').waitFor({ state: 'detached' });
  await page.tab.getByRole('banner').getByText('user:ann').waitFor();
}

it('asks who one is, refuses a wrong key, and shows the cluster to a right one', async ({
  page,
  stage,
}) => {
  page.faults.expect(/^answer 401: /);
  await page.goto('/topics');
  await page.signIn('weir_nobody_0123456789abcdef0123456789abcdef');
  const dialog = page.dialog('Sign in');
  await dialog
    .getByText(/not|unknown|invalid/i)
    .first()
    .waitFor();
  await page.signIn(stage.adminKey);
  await dialog.waitFor({ state: 'detached' });
  await expect.poll(() => page.rows('Topics')).toHaveLength(2);
  await page.tab.getByRole('banner').getByText('user:admin').waitFor();
});

it('keeps a key for its tab, and forgets it at the sign-out', async ({ page, stage }) => {
  page.faults.expect(/^answer 401: /);
  await page.goto('/topics');
  await page.signIn(stage.adminKey);
  await page.table('Topics').waitFor();
  await page.tab.reload();
  await page.table('Topics').waitFor();
  await page.button('Sign out').click();
  await page.dialog('Sign in').waitFor();
  await page.tab.reload();
  await page.dialog('Sign in').waitFor();
  expect(await page.tab.content()).not.toContain('secrets');
});

it('shows somebody with few rights what is theirs', async ({ page, stage }) => {
  page.faults.expect(/^answer 401: /, /^answer 403: GET /);
  await signInAsAnn(page, stage);
  await expect
    .poll(async () => (await page.rows('Topics')).map((row) => row['Topic']))
    .toEqual(['orders']);
  await page.goto('/topics/orders/records');
  await expect.poll(() => page.rows('Records')).toMatchObject([{ Key: 'a', Value: 'an order' }]);
});

it.for([
  ['/', 'CLUSTER_AUTHORIZATION_FAILED'],
  ['/nodes', 'CLUSTER_AUTHORIZATION_FAILED'],
  ['/topics/secrets', 'TOPIC_AUTHORIZATION_FAILED'],
  ['/topics/secrets/records', 'TOPIC_AUTHORIZATION_FAILED'],
  ['/groups/billing', 'GROUP_AUTHORIZATION_FAILED'],
  ['/acls', 'CLUSTER_AUTHORIZATION_FAILED'],
  ['/keys', 'CLUSTER_AUTHORIZATION_FAILED'],
  ['/quotas', 'CLUSTER_AUTHORIZATION_FAILED'],
  ['/audit', 'CLUSTER_AUTHORIZATION_FAILED'],
] as const)(
  'tells somebody with few rights what is refused on %s',
  async ([path, code], { page, stage }) => {
    // Of what one may not describe it is not told whether it is there.
    page.faults.expect(/^answer 401: /, /^answer 403: GET /, /^answer 404: GET .*\/secrets/);
    await signInAsAnn(page, stage);
    await page.goto(path);
    const refusal = page.tab.getByRole('main').getByRole('alert').filter({ hasText: code }).first();
    await refusal.waitFor();
    expect(await refusal.innerText()).toContain('user:ann may not describe');
    expect(await page.dialog('Sign in').count()).toBe(0);
  },
);

it('tells in the dialog that an act is refused, and stays there', async ({ page, stage }) => {
  page.faults.expect(/^answer 401: /, /^answer 403: /);
  await signInAsAnn(page, stage);
  await page.goto('/topics/orders');
  await page.button('Delete').click();
  const dialog = page.dialog('Delete orders');
  await dialog.getByLabel('Type orders to confirm').fill('orders');
  await dialog.getByRole('button', { name: 'Delete orders' }).click();
  await dialog.getByRole('alert').filter({ hasText: 'TOPIC_AUTHORIZATION_FAILED' }).waitFor();
  await page.tab.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  expect((await stage.weir.admin().listTopics()).map(({ name }) => name)).toContain('orders');
});
