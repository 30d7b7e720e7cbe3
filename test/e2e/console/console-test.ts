import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, type TestAPI, test, vi } from 'vitest';
import { launchChromium } from '../../harness/launch-chromium.ts';
import { whyNoChromium } from '../../harness/why-no-chromium.ts';
import { ConsolePage } from './console-page.ts';
import type { ConsoleStage } from './console-stage.ts';
import { screenshotFile } from './screenshot-file.ts';

/** What each test of the console is given. */
export interface ConsoleFixtures<Stage extends ConsoleStage> {
  /** Of the file: tests share it. */
  readonly stage: Stage;
  /** A page of its own, in a browser without history; faults that are not expected fail the test. */
  readonly page: ConsolePage;
}

/** How a file's tests are prepared. */
export interface ConsoleTestOptions<Stage extends ConsoleStage> {
  readonly start: () => Promise<Stage>;
  /** Fills the system before the first test. */
  readonly seed?: (stage: Stage) => Promise<void>;
  /** For both; 120 s by default. */
  readonly timeoutMs?: number;
}

/**
 * `it` for the tests of a file: starts its system and a browser once. Without a Chromium the tests are
 * skipped, and say why. Of a test that fails a screenshot is kept.
 */
export function consoleTest<Stage extends ConsoleStage>({
  start,
  seed,
  timeoutMs = 120_000,
}: ConsoleTestOptions<Stage>): TestAPI<ConsoleFixtures<Stage>> {
  const missing = whyNoChromium();
  // A page waits for a cluster, both on a machine that runs other tests beside this one.
  vi.setConfig({ testTimeout: 60_000 });
  let stage: Stage | undefined;
  let browser: Browser | undefined;

  beforeAll(async () => {
    if (missing !== undefined) return;
    stage = await start();
    browser = await launchChromium();
    await seed?.(stage);
  }, timeoutMs);

  afterAll(async () => {
    await browser?.close();
    await stage?.[Symbol.asyncDispose]();
  }, 60_000);

  return test.extend<ConsoleFixtures<Stage>>({
    stage: async ({ skip }, use) => {
      if (stage === undefined) return skip(missing);
      return use(stage);
    },
    page: async ({ skip, task }, use) => {
      if (stage === undefined || browser === undefined) return skip(missing);
      await using opened = await ConsolePage.open(browser, stage.origin);
      await use(opened);
      const faults = opened.faults.unexpected();
      const isFailed = faults.length > 0 || task.result?.state === 'fail';
      if (isFailed) await opened.screenshot(screenshotFile(`failed ${task.name}`));
      if (faults.length > 0) throw new Error(`The page did wrong:\n${faults.join('\n')}`);
      return undefined;
    },
  });
}
