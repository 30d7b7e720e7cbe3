import { expect } from 'vitest';
import { startStandaloneStage } from './console-stage.ts';
import { consoleTest } from './console-test.ts';
import { everyPage } from './every-page.ts';
import { seedScene } from './seed-scene.ts';

/** Buttons that change nothing in the cluster. */
const harmless =
  /^(?:Copy|Copied|Download|Theme|Keys$|Can change|Locked|Close|Cancel|Newest|Older|Select|Clear)/;

const it = consoleTest({
  start: async () => startStandaloneStage({ args: ['--http-read-only', 'true'] }),
  seed: async ({ weir }) => seedScene(weir, 2),
});

it('says at the top of the page that the gateway is read-only', async ({ page }) => {
  await page.goto('/');
  await page.tab.getByRole('banner').getByText('Read-only').waitFor();
});
