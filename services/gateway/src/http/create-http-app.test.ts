import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { httpAppOf } from './http-app.fixture.ts';

interface Operation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly responses?: object;
}

const manual = readFileSync(join(import.meta.dirname, '../../docs/http.md'), 'utf8');
/** How the manual writes parameters of paths. */
const names: Readonly<Record<string, string>> = { topic: 'T', group: 'G', node: 'N', key: 'K' };

async function pathsOf(): Promise<readonly (readonly [string, Record<string, Operation>])[]> {
  const app = await httpAppOf();
  const { paths } = app.swagger() as { readonly paths: Record<string, Record<string, Operation>> };
  return Object.entries(paths);
}

it('has every route in the manual', async () => {
  const written = (await pathsOf()).map(([path]) =>
    path.replaceAll(/\{(\w+)\}/gu, (_all, name: string) => names[name] ?? name),
  );
  expect(written.length).toBeGreaterThan(20);
  expect(written.filter((path) => !new RegExp(`${path}[\`?]`, 'u').test(manual))).toEqual([]);
});

it('says of every route what it does and answers, each under a name of its own', async () => {
  const operations = (await pathsOf()).flatMap(([, methods]) => Object.values(methods));
  for (const { summary, responses } of operations) {
    expect(summary).toMatch(/^\S.*\S$/u);
    expect(Object.keys(responses ?? {})).toEqual(expect.arrayContaining(['4XX', '5XX']));
  }
  const ids = operations.map(({ operationId }) => operationId);
  expect(new Set(ids).size).toBe(operations.length);
});
