import { expect, it } from 'vitest';
import { httpAppOf } from './http-app.fixture.ts';

const own = 'localhost:7400';

async function statusOf(
  headers: Readonly<Record<string, string>>,
  rules: Parameters<typeof httpAppOf>[0] = {},
  remoteAddress = '127.0.0.1',
): Promise<number> {
  const app = await httpAppOf(rules);
  const { statusCode } = await app.inject({ url: '/openapi.json', headers, remoteAddress });
  return statusCode;
}

it.each([own, '127.0.0.1:7400', '[::1]:7400', 'weir.localhost:7400'])(
  'takes requests of its own page at %s',
  async (host) => {
    expect(await statusOf({ host, origin: `http://${host}` })).toBe(200);
    expect(await statusOf({ host, 'sec-fetch-site': 'same-origin' })).toBe(200);
  },
);

it('takes requests that come from no page, whatever name they use', async () => {
  expect(await statusOf({ host: 'weir.example:7400' })).toBe(200);
  expect(await statusOf({ host: 'weir.example:7400', 'accept-language': '*' })).toBe(200);
});

it('refuses pages of another site', async () => {
  expect(await statusOf({ host: own, origin: 'https://evil.example' })).toBe(403);
  expect(await statusOf({ host: own, origin: 'null' })).toBe(403);
});

it('refuses pages whose own name points at this machine', async () => {
  const host = 'evil.example:7400';
  expect(await statusOf({ host, origin: `http://${host}` })).toBe(403);
  expect(await statusOf({ host, 'sec-fetch-site': 'same-origin' })).toBe(403);
  // Browsers tell of a page only where the site is `https`, or `localhost`.
  expect(await statusOf({ host, 'accept-language': 'en' })).toBe(403);
});

it('takes such a name where it is allowed, and where callers must say who they are', async () => {
  const host = 'weir.example:7400';
  const page = { host, origin: `http://${host}` };
  const read = { host, 'sec-fetch-site': 'same-origin' };
  const allowed = { allowedOrigins: [page.origin] };
  expect(await statusOf(page, allowed)).toBe(200);
  expect(await statusOf(read, allowed)).toBe(200);
  expect(await statusOf(page, { allowedOrigins: ['*'] })).toBe(200);
  expect(await statusOf(page, { authentication: 'required' })).toBe(200);
});

it('takes its own page at any name from other machines, whose names it cannot know', async () => {
  const host = 'weir.example';
  expect(await statusOf({ host, origin: `https://${host}` }, {}, '10.0.0.9')).toBe(200);
});
