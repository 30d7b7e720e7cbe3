import { expect } from 'vitest';
import { startStandaloneStage } from './console-stage.ts';
import { consoleTest } from './console-test.ts';

const it = consoleTest({
  start: startStandaloneStage,
  seed: async ({ weir }) => {
    for (const name of ['apples', 'orders', 'payments']) {
      await weir.admin().createTopic({ name, partitions: 1, replicationFactor: 2 });
    }
  },
});

const sections = [
  ['t', '/topics', 'Topics'],
  ['g', '/groups', 'Groups'],
  ['n', '/nodes', 'Nodes'],
  ['p', '/partitions', 'Partitions'],
  ['a', '/acls', 'ACLs'],
  ['k', '/keys', 'Keys'],
  ['q', '/quotas', 'Quotas'],
  ['u', '/audit', 'Audit'],
  ['o', '/', 'Overview'],
] as const;

it('goes to every section by g and its key', async ({ page }) => {
  await page.goto('/');
  const line = page.tab.getByRole('navigation', { name: 'Sections' });
  for (const [key, path, heading] of sections) {
    await page.tab.keyboard.press('g');
    await page.tab.keyboard.press(key);
    await page.tab.getByRole('heading', { level: 1, name: heading }).waitFor();
    expect(page.path).toBe(path);
    expect(await line.locator('[aria-current="page"]').innerText()).toBe(heading);
  }
});

it('lists its keys at ?, and closes the list at Esc', async ({ page }) => {
  await page.goto('/');
  await page.tab.keyboard.press('?');
  const help = page.dialog('Keys');
  await help.waitFor();
  expect(await help.getByRole('definition').allInnerTexts()).toContain('Search this page');
  // A dialog has the keys for itself.
  await page.tab.keyboard.press('g');
  await page.tab.keyboard.press('t');
  expect(page.path).toBe('/');
  await page.tab.keyboard.press('Escape');
  await help.waitFor({ state: 'detached' });
});

it('searches at /, and types letters there instead of going away', async ({ page }) => {
  await page.goto('/topics');
  await expect.poll(() => page.rows('Topics')).toHaveLength(3);
  await page.tab.keyboard.press('/');
  await page.tab.keyboard.type('ord');
  await expect
    .poll(async () => (await page.rows('Topics')).map((row) => row['Topic']))
    .toEqual(['orders']);
  await page.tab.keyboard.press('Escape');
  await page.tab.keyboard.press('g');
  await page.tab.keyboard.press('n');
  await page.tab.getByRole('heading', { level: 1, name: 'Nodes' }).waitFor();
});

it('moves in a table by arrows and opens a row at Enter', async ({ page }) => {
  await page.goto('/topics');
  await expect.poll(() => page.rows('Topics')).toHaveLength(3);
  await page.table('Topics').focus();
  await page.tab.keyboard.press('ArrowDown');
  await page.tab.keyboard.press('ArrowDown');
  await page.tab.keyboard.press('Enter');
  await page.tab.getByRole('heading', { level: 1, name: 'orders' }).waitFor();
});

it.for([
  ['light', 'dark'],
  ['dark', 'light'],
] as const)(
  'is %s where the system is, and %s when that is chosen',
  async ([system, other], { page }) => {
    await page.tab.emulateMedia({ colorScheme: system });
    await page.goto('/');
    const background = async (): Promise<unknown> =>
      page.tab.evaluate('getComputedStyle(document.body).backgroundColor');
    const asSystem = await background();
    for (let click = 0; click < 2; click += 1) {
      if ((await page.tab.evaluate('document.documentElement.dataset.theme')) === other) break;
      await page.button(/^Theme/).click();
    }
    expect(await background()).not.toBe(asSystem);
    await page.tab.reload();
    await page.whenLoaded();
    expect(await background()).not.toBe(asSystem);
  },
);
