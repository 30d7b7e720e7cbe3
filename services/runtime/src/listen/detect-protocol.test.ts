import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { afterEach, expect, it, onTestFinished, vi } from 'vitest';
import { detectProtocol, detectTimeoutMs, type WireProtocol } from './detect-protocol.ts';

afterEach(() => {
  vi.useRealTimers();
});

/** Both ends of a connection, and what the server's end was found to speak. */
async function connection() {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  const client = connect(port, '127.0.0.1');
  client.on('error', () => undefined);
  const [accepted] = (await once(server, 'connection')) as [Socket];
  onTestFinished(() => {
    client.destroy();
    accepted.destroy();
    server.close();
  });
  const found: WireProtocol[] = [];
  detectProtocol(accepted, (protocol) => found.push(protocol));
  return { client, accepted, found };
}

it.each([
  ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'http2'],
  ['GET / HTTP/1.1\r\n\r\n', 'http1'],
  ['PROPFIND / HTTP/1.1\r\n\r\n', 'http1'],
  ['PRI * HTTP/1.1\r\n\r\n', 'http1'],
  ['\0garbage', 'http1'],
] as const)('tells what %j is, and leaves it to be read', async (text, protocol) => {
  const { client, accepted, found } = await connection();
  client.write(text);
  await vi.waitFor(() => {
    expect(found).toEqual([protocol]);
  });
  expect(accepted.isPaused()).toBe(true);
  expect(String(accepted.read())).toBe(text);
});

it('waits for bytes that come one by one', async () => {
  const { client, accepted, found } = await connection();
  client.setNoDelay(true);
  for (const [index, byte] of Array.from('PRI * HTTP/2.0').entries()) {
    expect(found).toEqual([]);
    client.write(byte);
    await vi.waitFor(() => {
      expect(accepted.bytesRead).toBe(index + 1);
    });
  }
  await vi.waitFor(() => {
    expect(found).toEqual(['http2']);
  });
  expect(accepted.listenerCount('data')).toBe(0);
});

it('closes a connection that says nothing, or too little, for 10 s', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { client, accepted, found } = await connection();
  client.write('PRI');
  await once(accepted, 'data');
  vi.advanceTimersByTime(detectTimeoutMs - 1);
  expect(accepted.destroyed).toBe(false);
  vi.advanceTimersByTime(1);
  expect(accepted.destroyed).toBe(true);
  expect(found).toEqual([]);
});

it('closes a connection that ends before it has said what it speaks', async () => {
  const { client, accepted, found } = await connection();
  client.end('PR');
  await once(accepted, 'close');
  expect(found).toEqual([]);
});
