import { expect } from 'vitest';
import { Weir } from '@weir/client';
import { type StandaloneStage, startStandaloneStage } from './console-stage.ts';
import type { ConsolePage } from './console-page.ts';
import { consoleTest } from './console-test.ts';
import { runShownCommand } from './run-shown-command.ts';

const it = consoleTest({ start: async () => startStandaloneStage({ isSecure: true }) });

/** Opens a page as the administrator. */
async function openAs(page: ConsolePage, { adminKey }: StandaloneStage, path: string) {
  page.faults.expect(/^answer 401: GET /);
  await page.goto(path);
  await page.signIn(adminKey);
  await page.dialog('Sign in').waitFor({ state: 'detached' });
  await page.whenLoaded();
}

async function runCommand(stage: StandaloneStage, command: string): Promise<void> {
  const { code, stderr } = await runShownCommand(stage, command);
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.any(String) as string });
}

async function aclsOf({ weir }: StandaloneStage, principal: string) {
  const acls = await weir.admin().listAcls({ principal });
  return acls
    .map((acl) => ({ ...acl, principal: '' }))
    .toSorted((left, right) => left.operation.localeCompare(right.operation));
}

it('allows and takes away, as its commands do', async ({ page, stage }) => {
  await openAs(page, stage, '/acls');
  await page.tab.getByText('No ACLs').waitFor();
  await page.button('Add ACLs').click();
  const dialog = page.dialog('Allow or deny');
  await dialog.getByLabel('Principal').fill('user:ann');
  await dialog.getByLabel('Name', { exact: true }).fill('orders.');
  await dialog.getByLabel('All whose names start so').check();
  await dialog.getByLabel('read', { exact: true }).check();
  await dialog.getByLabel('write', { exact: true }).check();
  const create = await page.run(dialog, { runLabel: 'Add' });
  await expect.poll(() => page.rows('ACLs')).toHaveLength(2);
  const made = await aclsOf(stage, 'user:ann');
  expect(made).toMatchObject([{ resourceName: 'orders.', patternType: 'prefix' }, {}]);
  await runCommand(stage, create.replace('user:ann', 'user:bob'));
  expect(await aclsOf(stage, 'user:bob')).toEqual(made);

  await page.goto('/acls?q=user%3Aann');
  const row = page.table('ACLs').getByRole('row', { name: 'write' });
  const remove = await page.act(row.getByRole('button', { name: 'Delete' }), {
    ...{ runLabel: 'Delete', typeName: 'user:ann' },
  });
  expect(await aclsOf(stage, 'user:ann')).toMatchObject([{ operation: 'read' }]);
  await runCommand(stage, remove.replace('user:ann', 'user:bob'));
  expect(await aclsOf(stage, 'user:bob')).toEqual(await aclsOf(stage, 'user:ann'));
});

it('allows something of the cluster, as its command does', async ({ page, stage }) => {
  await openAs(page, stage, '/acls');
  await page.button('Add ACLs').click();
  const dialog = page.dialog('Allow or deny');
  await dialog.getByLabel('Principal').fill('user:eve');
  await dialog.getByRole('combobox', { name: 'About' }).selectOption('The cluster');
  await dialog.getByLabel('describe', { exact: true }).check();
  const create = await page.run(dialog, { runLabel: 'Add' });
  await runCommand(stage, create.replace('user:eve', 'user:dan'));
  expect(await aclsOf(stage, 'user:dan')).toEqual(await aclsOf(stage, 'user:eve'));
});

it('makes a key, shows its secret once, and revokes it', async ({ page, stage }) => {
  await openAs(page, stage, '/keys');
  await page.button('Create key').click();
  const dialog = page.dialog('Create an API key');
  await dialog.getByLabel('Principal').fill('user:carol');
  await dialog.getByLabel('Description').fill('of a test');
  const create = await page.run(dialog, { runLabel: 'Create' });
  const shown = page.dialog('The key');
  const secret = await shown.getByRole('code').innerText();
  await using carol = new Weir({
    bootstrap: stage.environment['WEIR_BOOTSTRAP'] ?? '',
    credentials: { apiKey: secret },
  });
  await carol.connect();
  await shown.getByRole('button', { name: 'I have it' }).click();
  expect(await page.tab.content()).not.toContain(secret);
  await page.tab.reload();
  await expect
    .poll(() => page.rows('Keys'))
    .toMatchObject(
      [{ Principal: 'user:carol', Description: 'of a test', Expires: /^in (89|90) d/ }].map(
        (row) => ({ ...row, Expires: expect.stringMatching(row.Expires) as string }),
      ),
    );
  expect(await page.tab.content()).not.toContain(secret);
  await runCommand(stage, create.replace('user:carol', 'user:carla'));

  const keysOf = async (principal: string) => stage.weir.admin().listApiKeys({ principal });
  const [twin] = await keysOf('user:carla');
  const [key] = await keysOf('user:carol');
  const row = page.table('Keys').getByRole('row', { name: 'user:carol' });
  const revoke = await page.act(row.getByRole('button', { name: 'Revoke' }), {
    runLabel: 'Revoke',
    typeName: key?.keyId ?? '',
  });
  expect(await keysOf('user:carol')).toEqual([]);
  await runCommand(stage, revoke.replace(key?.keyId ?? '', twin?.keyId ?? ''));
  expect(await keysOf('user:carla')).toEqual([]);
  await expect(carol.admin().listTopics()).rejects.toMatchObject({ code: 'AUTHENTICATION_FAILED' });
});

it('limits a principal, changes the limits and removes them, as its commands do', async ({
  page,
  stage,
}) => {
  const quotaOf = async (principal: string) => {
    const quotas = await stage.weir.admin().listQuotas();
    const quota = quotas.find((each) => each.principal === principal);
    return quota && { ...quota, principal: '' };
  };
  await openAs(page, stage, '/quotas');
  await page.button('Set quota').click();
  const dialog = page.dialog('Limit a principal');
  await dialog.getByLabel('Principal').fill('user:ann');
  await dialog.getByLabel('Produce, bytes per second').fill('20M');
  await dialog.getByLabel('Requests per second').fill('500');
  const set = await page.run(dialog, { runLabel: 'Set' });
  expect(await quotaOf('user:ann')).toMatchObject({
    produceBytesPerSecond: 20 * 1024 * 1024,
    requestsPerSecond: 500,
  });
  await runCommand(stage, set.replace('user:ann', 'user:bob'));
  expect(await quotaOf('user:bob')).toEqual(await quotaOf('user:ann'));

  const row = page.table('Quotas').getByRole('row', { name: 'user:ann' });
  await row.getByRole('button', { name: 'Change' }).click();
  await page
    .dialog(/^Change the limits/)
    .getByLabel('Fetch, bytes per second')
    .fill('1M');
  await page.run(page.dialog(/^Change the limits/), { runLabel: 'Set' });
  expect(await quotaOf('user:ann')).toMatchObject({ fetchBytesPerSecond: 1024 * 1024 });
  const remove = await page.act(row.getByRole('button', { name: 'Remove' }), {
    runLabel: 'Remove',
  });
  expect(await quotaOf('user:ann')).toBeUndefined();
  await runCommand(stage, remove.replace('user:ann', 'user:bob'));
  expect(await quotaOf('user:bob')).toBeUndefined();
});

it('tells in the audit who changed what, and who was refused', async ({ page, stage }) => {
  const admin = stage.weir.admin();
  await admin.createTopic({ name: 'audited', partitions: 1, replicationFactor: 2 });
  const { secret } = await admin.createApiKey({ principal: 'user:mallory' });
  await using mallory = new Weir({
    bootstrap: stage.environment['WEIR_BOOTSTRAP'] ?? '',
    credentials: { apiKey: secret },
  });
  await expect(mallory.admin().deleteTopic('audited')).rejects.toMatchObject({
    code: 'TOPIC_AUTHORIZATION_FAILED',
  });
  await openAs(page, stage, '/audit');
  const has = async (wanted: object): Promise<boolean> => {
    const rows = await page.rows('Audit');
    return rows.some((row) =>
      Object.entries(wanted).every(([name, text]) => row[name]?.includes(`${text}`)),
    );
  };
  await expect
    .poll(() => has({ Event: 'Change', Principal: 'user:admin', About: 'topic:audited' }))
    .toBe(true);
  await expect
    .poll(() => has({ Event: 'Denied', Principal: 'user:mallory', Call: 'DeleteTopic' }))
    .toBe(true);
  await page.tab.getByLabel('Only of this principal').fill('user:mallory');
  await expect
    .poll(async () => new Set((await page.rows('Audit')).map((row) => row['Principal'])))
    .toEqual(new Set(['user:mallory']));
});
