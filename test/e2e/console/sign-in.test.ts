import { expect } from 'vitest';
import { type StandaloneStage, startStandaloneStage } from './console-stage.ts';
import { consoleTest } from './console-test.ts';

const refused = [/^answer 401: /, /^answer 403: /];

const it = consoleTest({
  start: async () => startStandaloneStage({ isSecure: true }),
  seed: async ({ weir }: StandaloneStage) => {
    const admin = weir.admin();
    await admin.createTopic({ name: 'orders', partitions: 2, replicationFactor: 2 });
    await admin.createTopic({ name: 'secrets', partitions: 1, replicationFactor: 2 });
    const orders = {
      resourceType: 'topic',
      resourceName: 'orders',
      patternType: 'literal',
    } as const;
    await admin.createAcls([
      { principal: 'user:ann', permission: 'allow', operation: 'read', ...orders },
    ]);
  },
});

it('asks who one is, refuses a wrong key, and shows the cluster to a right one', async ({
  page,
  stage,
}) => {
  page.faults.expect(...refused);
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
});
