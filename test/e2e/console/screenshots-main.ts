import type { Browser, BrowserContextOptions } from 'playwright-core';
import { launchChromium } from '../../harness/launch-chromium.ts';
import { ConsolePage } from './console-page.ts';
import { startClusterStage } from './console-stage.ts';
import { everyPage } from './every-page.ts';
import { openScenePage } from './open-scene-page.ts';
import { screenshotFile } from './screenshot-file.ts';
import { seedScene } from './seed-scene.ts';

/** How a series of pictures is taken. */
interface Series {
  readonly name: string;
  readonly options: BrowserContextOptions;
}

const wide = { width: 1280, height: 800 };
const narrow = { width: 800, height: 900 };

const series: readonly Series[] = [
  { name: 'light', options: { colorScheme: 'light', viewport: wide } },
  { name: 'dark', options: { colorScheme: 'dark', viewport: wide } },
  { name: 'narrow', options: { colorScheme: 'light', viewport: narrow } },
];

await using stage = await startClusterStage();
await seedScene(stage.weir);
const browser = await launchChromium();
try {
  for (const one of series) await takePictures(browser, one);
} finally {
  await browser.close();
}

async function takePictures(chromium: Browser, { name, options }: Series): Promise<void> {
  await using page = await ConsolePage.open(chromium, stage.origin, options);
  for (const scenePage of everyPage) {
    await openScenePage(page, scenePage);
    const file = screenshotFile(`${scenePage.name} ${name}`);
    await page.screenshot(file);
    process.stdout.write(`${file}\n`);
  }
  for (const fault of page.faults.unexpected()) process.stdout.write(`${fault}\n`);
}
