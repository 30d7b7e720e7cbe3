import type { Locator, Page } from 'playwright-core';

/** How a page kept up while it was scrolled. */
export interface ScrollFrames {
  /** Between two frames: half of them took no longer, in milliseconds. */
  readonly medianMs: number;
  readonly worstMs: number;
  /** How far it came, in pixels. */
  readonly scrolledPx: number;
}

/** What the scripts below use of an element and of the page; tests are compiled without the DOM's types. */
interface InPage {
  scrollTop: number;
  readonly closest: (selector: string) => InPage | null;
}

interface PageGlobals {
  readonly requestAnimationFrame: (callback: (atMs: number) => void) => void;
}

const framesToScroll = 90;
const pxPerFrame = 240;

/** Milliseconds from the navigation to `url` until the first row of a table stands on the page. */
export async function firstRowMs(tab: Page, url: string, row: Locator): Promise<number> {
  await tab.goto(url, { waitUntil: 'commit' });
  await row.waitFor();
  return tab.evaluate('performance.now()');
}

/** Scrolls the box that a table is in by frames, as a wheel does. */
export async function scrollFrames(table: Locator): Promise<ScrollFrames> {
  const { gaps, scrolledPx } = await table.evaluate(
    async (element, [frames, step]) => {
      const box = (element as unknown as InPage).closest('.table-scroll');
      if (box === null) throw new Error('The table has no box that scrolls');
      const { requestAnimationFrame } = globalThis as unknown as PageGlobals;
      const frame = async (): Promise<number> => new Promise(requestAnimationFrame);
      const gapsMs: number[] = [];
      let lastMs = await frame();
      for (let index = 0; index < frames; index += 1) {
        box.scrollTop += step;
        const atMs = await frame();
        gapsMs.push(atMs - lastMs);
        lastMs = atMs;
      }
      return { gaps: gapsMs, scrolledPx: box.scrollTop };
    },
    [framesToScroll, pxPerFrame] as const,
  );
  const sorted = gaps.toSorted((left, right) => left - right);
  return {
    medianMs: sorted[Math.floor(sorted.length / 2)] ?? NaN,
    worstMs: sorted.at(-1) ?? NaN,
    scrolledPx,
  };
}

/** Milliseconds from a text in the filter until the table has as many rows as match it. */
export async function filterMs(filter: Locator, text: string, shown: Locator): Promise<number> {
  const startMs = performance.now();
  await filter.fill(text);
  await shown.waitFor();
  return performance.now() - startMs;
}
