import type { ConsolePage } from './console-page.ts';
import type { ScenePage } from './every-page.ts';

/** Opens a page and waits until its facts stand there. */
export async function openScenePage(page: ConsolePage, what: ScenePage): Promise<void> {
  const { path, heading, facts } = what;
  await page.goto(path);
  const main = page.tab.getByRole('main');
  await main.getByRole('heading', { level: 1, name: heading }).waitFor();
  for (const fact of facts) await main.getByText(fact).first().waitFor();
}
