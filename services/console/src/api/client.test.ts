import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

const store = new Map<string, string>();

beforeAll(() => {
  vi.stubGlobal('sessionStorage', {
    getItem: (name: string) => store.get(name) ?? null,
    setItem: (name: string, value: string) => void store.set(name, value),
    removeItem: (name: string) => void store.delete(name),
  });
});

let seen: { path: string; init: RequestInit } | undefined;

/** Answers the next requests with what `respond` makes. */
function answer(respond: () => Response | Promise<Response>): void {
  vi.spyOn(globalThis, 'fetch').mockImplementation((path, init) => {
    seen = { path: typeof path === 'string' ? path : '', init: init ?? {} };
    return Promise.resolve(respond());
  });
}

const json = (body: unknown, status = 200) => Response.json(body, { status });
const refusal = { error: { code: 'AUTHENTICATION_FAILED', message: 'No', recovery: 'give-up' } };

beforeEach(() => {
  store.clear();
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe('paths', () => {
  it('escapes values, and leaves out what is not set in a query', async () => {
    const { apiPath, withQuery } = await import('./client.ts');
    expect(apiPath`/v1/topics/${'a/b c'}/logs`).toBe('/v1/topics/a%2Fb%20c/logs');
    expect(withQuery('/v1/x', { a: 0, b: false, c: undefined, d: '', e: 'f g' })).toBe(
      '/v1/x?a=0&b=false&e=f+g',
    );
    expect(withQuery('/v1/x', {})).toBe('/v1/x');
  });
});

describe('calls', () => {
  it('send bodies as JSON, credentials as a bearer, and give back what is answered', async () => {
    const { api } = await import('./client.ts');
    const { signIn, signOut } = await import('./credentials.ts');
    signIn('key');
    answer(() => json({ ok: 1 }));
    await expect(api.post('/v1/x', { a: 1 }, { query: { dry: true } })).resolves.toEqual({ ok: 1 });
    expect(seen?.path).toBe('/v1/x?dry=true');
    expect(seen?.init).toMatchObject({
      ...{ method: 'POST', body: '{"a":1}' },
      headers: { authorization: 'Bearer key', 'content-type': 'application/json' },
    });
    signOut();
    await api.get('/v1/x');
    expect(seen?.init.headers).not.toHaveProperty('authorization');
  });

  it('say that the gateway does not answer, and since when, until it does', async () => {
    const { api } = await import('./client.ts');
    const { unreachableSinceMs } = await import('./connection.ts');
    answer(() => Promise.reject(new TypeError('fetch failed')));
    await expect(api.get('/v1/x')).rejects.toMatchObject({ code: 'UNAVAILABLE', status: 0 });
    const sinceMs = unreachableSinceMs.value;
    answer(() => new Response('<html>', { status: 502 }));
    await expect(api.get('/v1/x')).rejects.toMatchObject({ code: 'UNAVAILABLE', status: 0 });
    expect(unreachableSinceMs.value).toBe(sinceMs);
    answer(() => json({ error: { code: 'UNAVAILABLE', message: 'No controller' } }, 503));
    await expect(api.get('/v1/x')).rejects.toMatchObject({ code: 'UNAVAILABLE', status: 503 });
    expect(unreachableSinceMs.value).toBeUndefined();
  });

  it('tell a request that took too long from one that was given up', async () => {
    const { api } = await import('./client.ts');
    const { unreachableSinceMs } = await import('./connection.ts');
    answer(() => Promise.reject(new DOMException('late', 'TimeoutError')));
    await expect(api.get('/v1/x')).rejects.toMatchObject({ code: 'REQUEST_TIMED_OUT' });
    const late = new ReadableStream({
      start(body) {
        body.error(new DOMException('late', 'TimeoutError'));
      },
    });
    answer(() => new Response(late));
    await expect(api.get('/v1/x')).rejects.toMatchObject({ code: 'REQUEST_TIMED_OUT' });
    answer(() => Promise.reject(new DOMException('gone', 'AbortError')));
    await expect(api.get('/v1/x')).rejects.toMatchObject({ name: 'AbortError' });
    expect(unreachableSinceMs.value).toBeUndefined();
  });
});

describe('the sign-in', () => {
  it('is asked for by a refusal, once it is put off no more, and again with other credentials', async () => {
    const { api } = await import('./client.ts');
    const { dismissSignIn, isSignInAsked, signIn } = await import('./credentials.ts');
    const refuse = async () => {
      answer(() => json(refusal, 401));
      await expect(api.get('/v1/x')).rejects.toMatchObject({ status: 401 });
      return isSignInAsked.value;
    };
    expect(await refuse()).toBe(true);
    dismissSignIn();
    expect(await refuse()).toBe(false);
    signIn('other');
    expect(await refuse()).toBe(true);
  });

  it('is not asked for by a refusal of credentials that have been replaced meanwhile', async () => {
    const { api } = await import('./client.ts');
    const { isSignInAsked, signIn } = await import('./credentials.ts');
    signIn('old');
    answer(() => {
      signIn('new');
      return json(refusal, 401);
    });
    await expect(api.get('/v1/x')).rejects.toMatchObject({ status: 401 });
    expect(isSignInAsked.value).toBe(false);
  });
});
