import { type Browser, chromium } from 'playwright-core';
import { chromiumPath } from './chromium-path.ts';
import { whyNoChromium } from './why-no-chromium.ts';

/** What the page may not do here: Chromium itself reaches nobody but this machine. */
const args = [
  ...['--headless', '--disable-gpu', '--disable-quic', '--no-first-run', '--no-proxy-server'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
];

/** Starts a headless Chromium with a profile of its own, which goes when it is closed. */
export async function launchChromium(): Promise<Browser> {
  const executablePath = chromiumPath();
  if (executablePath === undefined) throw new Error(whyNoChromium());
  // Its sandbox refuses root, and containers seldom have what it needs.
  return chromium.launch({ executablePath, args: [...args, '--no-sandbox'] });
}
