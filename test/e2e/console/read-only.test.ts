import { expect } from 'vitest';
import type { ConsolePage } from './console-page.ts';
import { startStandaloneStage } from './console-stage.ts';
import { consoleTest } from './console-test.ts';
import { everyPage } from './every-page.ts';
import { seedScene } from './seed-scene.ts';

/** Names of the buttons that change the cluster: each opens the dialog of an act. */
const acts =
  /^(?:Create|Add|Delete|Edit|Reset|Drain|Take back|Decommission|Keep|Remove|Balance|Elect|Move|Cancel|Produce|Set|Change|Revoke)\b/;

const it = consoleTest({
  start: async () => startStandaloneStage({ args: ['--http-read-only', 'true'] }),
  seed: async ({ weir }) => seedScene(weir, 2),
});

/** The buttons for acts on a page that can be pressed. */
async function enabledActs(page: ConsolePage): Promise<string[]> {
  const named = page.tab.getByRole('main').getByRole('button', { name: acts });
  // Heads of tables sort by what they name.
  const buttons = await named.and(page.tab.locator(':not(th button)')).all();
  const enabled: string[] = [];
  for (const button of buttons) {
    if (await button.isEnabled()) enabled.push(await button.innerText());
  }
  return enabled;
}

it('lets nothing be changed on any page, and says so at its top', async ({ page }) => {
  for (const { path, facts } of everyPage) {
    await page.goto(path);
    await page.tab.getByRole('banner').getByText('Read-only').waitFor();
    // The overview and the nodes of this system are not those of the scene.
    const isOfScene = path !== '/' && !path.startsWith('/nodes') && !path.includes('show=all');
    for (const fact of isOfScene ? facts : []) {
      await page.tab.getByRole('main').getByText(fact).first().waitFor();
    }
    expect([path, await enabledActs(page)]).toEqual([path, []]);
  }
});

it('says of a button why it cannot be pressed', async ({ page }) => {
  await page.goto('/topics');
  expect(await page.button('Create topic').getAttribute('title')).toBe('This gateway is read-only');
});

it('locks a browser until it is unlocked, where the gateway lets it change things', async ({
  page,
}) => {
  await page.tab.route('**/v1/session', async (route) => {
    const response = await route.fetch();
    const session = (await response.json()) as object;
    await route.fulfill({ response, json: { ...session, readOnly: false } });
  });
  await page.goto('/topics');
  await expect.poll(() => page.button('Create topic').isEnabled()).toBe(true);
  await page.tab.getByRole('banner').getByRole('button', { name: 'Unlocked' }).click();
  await expect.poll(() => page.button('Create topic').isEnabled()).toBe(false);
  await page.tab.reload();
  await page.tab.getByRole('banner').getByRole('button', { name: 'Locked' }).click();
  await expect.poll(() => page.button('Create topic').isEnabled()).toBe(true);
});
