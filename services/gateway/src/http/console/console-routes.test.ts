import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { httpAppOf } from '../http-app.fixture.ts';

let folder: string;
const browser = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weir-console-'));
  const dist = join(folder, 'dist');
  await mkdir(join(dist, 'assets'), { recursive: true });
  await writeFile(join(folder, 'secret.txt'), 'secret');
  await writeFile(join(dist, '.env'), 'hidden');
  await writeFile(join(dist, 'index.html'), '<!doctype html>page');
  await writeFile(join(dist, 'favicon.svg'), '<svg/>');
  await writeFile(join(dist, 'assets', 'app-1a2b.js'), 'plain');
  await writeFile(join(dist, 'assets', 'app-1a2b.js.br'), 'brotli');
  await writeFile(join(dist, 'assets', 'app-1a2b.js.gz'), 'gzip');
});

afterAll(() => rm(folder, { recursive: true }));

const withConsole = () => httpAppOf({ consoleFolder: join(folder, 'dist') });

it.each(['/console/', '/console/topics', '/console/topics/orders.v1', '/console/a/b/c?tab=d'])(
  'answers %s with the page, which a browser asks for again each time',
  async (url) => {
    const app = await withConsole();
    const response = await app.inject({ url, headers: browser });
    expect(response.statusCode).toBe(200);
    expect(response.body).toBe('<!doctype html>page');
    expect(response.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
    });
    expect((await app.inject({ method: 'HEAD', url, headers: browser })).statusCode).toBe(200);
  },
);

it('answers with files for ever, as they are named after their content', async () => {
  const app = await withConsole();
  const response = await app.inject('/console/assets/app-1a2b.js');
  expect(response.body).toBe('plain');
  expect(response.headers).toMatchObject({
    'content-type': expect.stringMatching(
      /^(text|application).javascript; charset=utf-8$/u,
    ) as string,
    'cache-control': 'public, max-age=31536000, immutable',
  });
  const icon = await app.inject('/console/favicon.svg');
  expect([icon.body, icon.headers['cache-control']]).toEqual(['<svg/>', 'no-cache']);
});

it.each([
  ['br, gzip', 'br', 'brotli'],
  ['gzip', 'gzip', 'gzip'],
  ['identity', undefined, 'plain'],
])('takes what was compressed before where the browser accepts %s', async (accepts, by, body) => {
  const app = await withConsole();
  const headers = { 'accept-encoding': accepts };
  const response = await app.inject({ url: '/console/assets/app-1a2b.js', headers });
  expect(response.body).toBe(body);
  expect(response.headers['content-encoding']).toBe(by);
  expect(response.headers).toMatchObject({
    'content-type': expect.stringMatching(
      /^(text|application).javascript; charset=utf-8$/u,
    ) as string,
    'cache-control': 'public, max-age=31536000, immutable',
    vary: expect.stringMatching(/accept-encoding/iu) as string,
  });
});

it('lets no page of others show it in a frame, and loads nothing from elsewhere', async () => {
  const app = await withConsole();
  for (const url of ['/console/', '/console/assets/app-1a2b.js', '/console/assets/none.js']) {
    const { headers } = await app.inject({ url });
    expect(headers['content-security-policy']).toMatch(/^default-src 'self'; /u);
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
    });
  }
});

it.each([
  '/console/assets/none.js',
  '/console/none.js',
  '/console/../secret.txt',
  '/console/%2e%2e/secret.txt',
  '/console/..%2fsecret.txt',
  '/console/assets/..%2f..%2fsecret.txt',
  '/console/%2e%2e%5csecret.txt',
  '/console/.env',
  '/console/assets/%00',
])('has no file for %s', async (url) => {
  const app = await withConsole();
  const response = await app.inject({ url });
  expect(response.statusCode).toBeGreaterThanOrEqual(400);
  expect(response.statusCode).toBeLessThan(500);
  expect(response.json()).toHaveProperty('error.message');
  expect(response.body).not.toMatch(/secret$|hidden/u);
});

it('does not take a missing script for a page', async () => {
  const app = await withConsole();
  const response = await app.inject({ url: '/console/assets/old.js', headers: browser });
  expect(response.statusCode).toBe(404);
  expect(response.headers['cache-control']).toBe('no-store');
});

it('leads browsers to it, and nobody else', async () => {
  const app = await withConsole();
  for (const url of ['/', '/console']) {
    const response = await app.inject({ url, headers: browser });
    expect([response.statusCode, response.headers.location]).toEqual([302, '/console/']);
  }
  expect((await app.inject('/')).statusCode).toBe(404);
});

it('says how it is built where it is not', async () => {
  const app = await httpAppOf({ consoleFolder: join(folder, 'none') });
  const response = await app.inject({ url: '/console/topics', headers: browser });
  expect(response.statusCode).toBe(404);
  expect(response.json()).toMatchObject({
    error: { message: expect.stringContaining('npm run build') as string },
  });
});

it('is not there where it is not wanted', async () => {
  const app = await httpAppOf();
  for (const url of ['/', '/console/']) {
    const response = await app.inject({ url, headers: browser });
    expect(response.statusCode).toBe(404);
    expect(response.json()).toMatchObject({ error: { code: 'UNSUPPORTED_VERSION' } });
  }
});

it('refuses pages of other sites as the rest does', async () => {
  const app = await withConsole();
  const headers = { ...browser, origin: 'https://elsewhere.example' };
  expect((await app.inject({ url: '/console/', headers })).statusCode).toBe(403);
});
