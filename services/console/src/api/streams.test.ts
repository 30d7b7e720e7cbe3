import { afterEach, beforeAll, expect, it, vi } from 'vitest';

beforeAll(() => {
  vi.stubGlobal('sessionStorage', { getItem: () => 'secret', setItem: () => undefined });
});
afterEach(() => {
  vi.unstubAllGlobals();
});

/** Answers every request with these pieces; says how much of them was read, and whether the rest was cancelled. */
function answer(pieces: readonly string[], status = 200) {
  const seen = { read: 0, isCancelled: false, headers: {} as object };
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const piece = pieces[seen.read];
        seen.read += 1;
        if (piece === undefined) controller.close();
        else controller.enqueue(new TextEncoder().encode(piece));
      },
      cancel() {
        seen.isCancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  vi.stubGlobal('fetch', (_path: string, init: { readonly headers: object }) => {
    seen.headers = init.headers;
    const headers = { 'content-type': 'application/json' };
    return Promise.resolve(new Response(body, { status, headers }));
  });
  return seen;
}

it('reads lines as they come, and no more than are taken', async () => {
  const { readNdjson } = await import('./streams.ts');
  const seen = answer(['{"n":1}\n{"n"', ':2}\n\n', '{"n":3}\n', '{"n":4}\n']);
  const taken: number[] = [];
  for await (const { n } of readNdjson<{ readonly n: number }>('/v1/x', {})) {
    taken.push(n);
    if (n === 2) break;
  }
  expect(taken).toEqual([1, 2]);
  expect(seen).toMatchObject({ read: 2, isCancelled: true });
  expect(seen.headers).toMatchObject({
    ...{ authorization: 'Bearer secret', accept: 'application/x-ndjson' },
  });
});

it('throws the error that a line tells', async () => {
  const { readNdjson } = await import('./streams.ts');
  answer(['{"n":1}\n', '{"error":{"code":"TRUNCATED_LOG","message":"gone"}}\n']);
  const lines = readNdjson('/v1/x', {});
  await lines.next();
  await expect(lines.next()).rejects.toMatchObject({ code: 'TRUNCATED_LOG', message: 'gone' });
});

it('reads the events that came together, and throws the one that is an error', async () => {
  const { readEvents } = await import('./streams.ts');
  answer([
    'event: record\ndata: 1\nid: 0:1\n\n',
    'event: error\ndata: {"error":{"code":"CANCELLED"}}\n\n',
  ]);
  const events = readEvents('/v1/x', {});
  expect((await events.next()).value).toEqual([{ event: 'record', data: '1', id: '0:1' }]);
  await expect(events.next()).rejects.toMatchObject({ code: 'CANCELLED' });
});

it('throws when the stream is refused', async () => {
  const { readNdjson } = await import('./streams.ts');
  answer(['{"error":{"code":"INVALID_REQUEST","message":"No"}}'], 400);
  await expect(readNdjson('/v1/x', {}).next()).rejects.toMatchObject({ status: 400 });
});
