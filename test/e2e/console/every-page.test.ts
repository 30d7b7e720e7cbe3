import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { startClusterStage } from './console-stage.ts';
import { consoleTest } from './console-test.ts';
import { everyPage } from './every-page.ts';
import { openScenePage } from './open-scene-page.ts';
import { screenshotFile } from './screenshot-file.ts';
import { seedScene } from './seed-scene.ts';

const it = consoleTest({
  start: startClusterStage,
  seed: async ({ weir }) => seedScene(weir),
});

/** Controls that those who hear the page are not told the name of. */
async function namelessControls(tab: Page): Promise<string[]> {
  const snapshot = await tab.locator('body').ariaSnapshot();
  const controls = /^\s*- '?(?:button|link|textbox|searchbox|combobox|checkbox|spinbutton|tab)\b/;
  return snapshot.split('\n').filter((line) => controls.test(line) && !line.includes('"'));
}

it.for(everyPage)('shows $name without a fault, with its facts', async (what, { page }) => {
  await openScenePage(page, what);
  expect(await page.tab.getByRole('heading', { level: 1 }).count()).toBe(1);
  expect(await page.tab.title()).toMatch(/· Weir$|^Weir$/);
  expect(await namelessControls(page.tab)).toEqual([]);
  await page.tab.emulateMedia({ colorScheme: 'dark' });
  await page.screenshot(screenshotFile(`${what.name} test dark`));
});

it('fits into 800 pixels: no page is wider than the window', async ({ page }) => {
  await page.tab.setViewportSize({ width: 800, height: 900 });
  for (const what of everyPage) {
    await openScenePage(page, what);
    const widths = await page.tab.evaluate(
      '[document.documentElement.scrollWidth, document.querySelector("main").scrollWidth]',
    );
    expect([what.path, widths]).toEqual([what.path, [800, expect.any(Number)]]);
  }
});

it('goes by links from the overview to a record, and back by the browser', async ({ page }) => {
  await page.goto('/');
  await page.tab.getByRole('navigation', { name: 'Sections' }).getByText('Topics').click();
  await page.table('Topics').getByRole('link', { name: 'greetings' }).click();
  await page.tab.getByRole('link', { name: 'Records' }).click();
  await page.table('Records').getByText('Hello, number 39').click();
  await page.tab.getByRole('heading', { name: 'Partition 0 · Offset 39' }).waitFor();
  await page.tab.reload();
  await page.tab.getByRole('heading', { name: 'Partition 0 · Offset 39' }).waitFor();
  while (page.path !== '/') await page.tab.goBack();
  await page.tab.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
});

it('sorts by a column, and keeps that and the filter in the address', async ({ page }) => {
  await page.goto('/topics');
  await page.tab.getByRole('columnheader', { name: 'Records' }).getByRole('button').click();
  await page.tab.getByRole('searchbox', { name: 'Filter Topics' }).fill('s');
  const names = async () => (await page.rows('Topics')).map((row) => row['Topic']);
  const sorted = ['clicks', 'orders', 'payments', 'sensors', 'greetings', 'orders.retries'];
  await expect.poll(names).toEqual(sorted);
  await page.tab.reload();
  await expect.poll(names).toEqual(sorted);
});

it('downloads a table as CSV', async ({ page }) => {
  await page.goto('/groups');
  await expect.poll(() => page.rows('Groups')).toHaveLength(3);
  const { name, bytes } = await page.download(page.button('Download as CSV'));
  expect(name).toBe('Groups.csv');
  expect(bytes.toString().split('\n')[0]).toContain('Group,State,Members,Lag');
  expect(bytes.toString()).toContain('shipping,Empty,0,150');
});
