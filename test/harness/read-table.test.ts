import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchChromium } from './launch-chromium.ts';
import { readTable } from './read-table.ts';
import { whyNoChromium } from './why-no-chromium.ts';

const missing = whyNoChromium();
let browser: Browser | undefined;

beforeAll(async () => {
  if (missing === undefined) browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
});

it.for([
  [
    'a table',
    `<table aria-label="Topics">
       <thead><tr><th>Name</th><th>Parts: all</th><th></th></tr></thead>
       <tbody>
         <tr><th scope="row"><a href="#x">or: "d'ers</a> x</th><td>3</td><td><button>Delete</button></td></tr>
         <tr aria-selected="true"><td>b</td><td></td><td><pre>{\n "a": 1}</pre></td></tr>
       </tbody>
     </table>`,
    [
      { Name: `or: "d'ers x`, 'Parts: all': '3', 'column 3': 'Delete' },
      { Name: 'b', 'Parts: all': '', 'column 3': '{ "a": 1}' },
    ],
  ],
  [
    'a grid',
    `<div role="grid" aria-label="Topics">
       <div role="row"><span role="columnheader" aria-sort="ascending">Name</span></div>
       <div role="row" tabindex="0"><span role="gridcell">orders</span></div>
       <div role="row" hidden><span role="gridcell">unseen</span></div>
     </div>`,
    [{ Name: 'orders' }],
  ],
  [
    'an empty table',
    `<table aria-label="Topics"><thead><tr><th>Name</th><th>Size</th></tr></thead></table>`,
    [],
  ],
] as const)('reads %s', async ([_what, html, rows], { skip }) => {
  skip(missing !== undefined, missing);
  await using context = await browser?.newContext();
  const page = await context?.newPage();
  await page?.setContent(html);
  const table = page?.getByLabel('Topics');
  expect(table === undefined ? undefined : await readTable(table)).toEqual(rows);
});
