import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { embedQuickstarts, quickstartsPage } from './embed-quickstarts.ts';
import { languages } from './toolchain.ts';

it('shows the quickstarts of the drivers as they are: npm run quickstarts copies them', () => {
  const page = readFileSync(quickstartsPage, 'utf8');
  expect(page).toBe(embedQuickstarts(page));
});

it('shows a publisher and a consumer in every language', () => {
  const page = readFileSync(quickstartsPage, 'utf8').toLowerCase();
  for (const language of languages) {
    expect(page).toMatch(new RegExp(`<!-- \\S+/${language}/\\S*publish\\S* -->`));
    expect(page).toMatch(new RegExp(`<!-- \\S+/${language}/\\S*consume\\S* -->`));
  }
});
