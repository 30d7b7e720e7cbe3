import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchChromium } from './launch-chromium.ts';
import { PageFaults } from './page-faults.ts';
import { whyNoChromium } from './why-no-chromium.ts';

const missing = whyNoChromium();
let browser: Browser | undefined;
let server: Server;
let origin: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === '/reset') return request.socket.destroy();
    response.statusCode = request.url === '/missing' ? 404 : 200;
    response.setHeader('content-type', 'text/html');
    return response.end('<!doctype html><link rel="icon" href="data:,"><title>Page</title>');
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  if (missing === undefined) browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  server.closeAllConnections();
  server.close();
});

/** Runs the script in an empty page, and tells what the watch has seen. */
async function faultsOf(script: string, ...expected: readonly RegExp[]): Promise<string[]> {
  await using context = await browser?.newContext();
  const page = await context?.newPage();
  if (page === undefined) throw new Error('No browser');
  const faults = new PageFaults(page, origin);
  faults.expect(...expected);
  await page.goto(origin);
  await page.evaluate(`(async () => { ${script} })()`);
  // What an evaluation brings about is told before its answer, but for exceptions of timers.
  await page.evaluate('new Promise((resolve) => setTimeout(resolve))');
  return faults.unexpected();
}

it.for([
  ['an exception', `setTimeout(() => { throw new Error('ouch') })`, [/^exception: Error: ouch/]],
  ['an error on the console', `console.error('ouch', 1)`, [/^console: ouch 1$/]],
  ['an answer that is an error', `await fetch('/missing')`, [/^answer 404: GET \/missing$/]],
  [
    'a request without an answer',
    `await fetch('/reset').catch(() => {})`,
    [/^failed net::ERR_EMPTY_RESPONSE: GET \/reset$/],
  ],
  [
    'a request to another host',
    `await fetch('http://example.test/x', { mode: 'no-cors' }).catch(() => {})`,
    [/^outside: GET http:\/\/example\.test\/x$/, /^failed net::ERR_NAME_NOT_RESOLVED: GET \/x$/],
  ],
  ['nothing where all is well', `await fetch('/fine'); console.warn('hm')`, []],
  [
    'nothing of a request that the page gave up',
    `const given = new AbortController(); const call = fetch('/fine', { signal: given.signal });
     given.abort(); await call.catch(() => {})`,
    [],
  ],
] as const)('tells %s', async ([_what, script, patterns], { skip }) => {
  skip(missing !== undefined, missing);
  const faults = await faultsOf(script);
  expect(faults).toEqual(patterns.map((pattern) => expect.stringMatching(pattern) as string));
});
