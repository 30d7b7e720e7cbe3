import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { get } from 'node:https';
import { connect as connectTcp } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import { GroupService } from '@weir/protos';
import { expect, it, onTestFinished, vi } from 'vitest';
import { logLines } from '../test/log-lines.ts';
import { serveGroups } from '../test/serve-groups.ts';
import { TestAuthority } from './tls/test-authority.fixture.ts';
import { callUnary } from './call-unary.ts';
import { ChannelPool } from './channel-pool.ts';
import { handleBidiStream } from './handle-stream.ts';
import { handleUnary } from './handle-unary.ts';
import { silentLogger } from './logger.ts';
import { RpcServer } from './rpc-server.ts';
import { unrestrictedCaller } from './security/caller.ts';
import type { SecurityGate } from './security/security-gate.ts';
import type { ServerTls } from './tls/server-tls.ts';
import { fixedTlsSource, type TlsMaterial, type TlsSource } from './tls/tls-source.ts';

const authority = await TestAuthority.create();
const stranger = await TestAuthority.create('Stranger');
const server = await authority.issue({ name: 'server.weir' });
const nextServer = await authority.issue({ name: 'next.weir' });
const ada = await authority.issue({ name: 'ada' });
const impostor = await stranger.issue({ name: 'ada' });
const trusting = { ca: authority.ca };

/** Certificates that a test replaces. */
class ReplaceableSource implements TlsSource {
  readonly #listeners = new Set<() => void>();
  current: TlsMaterial;

  constructor(material: TlsMaterial) {
    this.current = material;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  replace(material: TlsMaterial): void {
    this.current = material;
    for (const listener of this.#listeners) listener();
  }
}

function tls(clientAuth: ServerTls['clientAuth'] = 'none'): { readonly tls: ServerTls } {
  return { tls: { source: fixedTlsSource({ ca: authority.ca, ...server }), clientAuth } };
}

function calling(material: TlsMaterial): { readonly tls: { readonly source: TlsSource } } {
  return { tls: { source: fixedTlsSource(material) } };
}

const echo = {
  DeleteGroup: handleUnary(async () => ({})),
  Join: handleBidiStream(async (stream, { signal, stopping }) => {
    stream.on('data', () => {
      stream.write({ heartbeat: {} });
    });
    await new Promise((resolve) => {
      signal.addEventListener('abort', resolve);
      stopping.addEventListener('abort', resolve);
    });
  }),
};

/** The name of the certificate that a new connection is shown, and the protocol agreed on. */
async function handshake(port: number, options: ConnectionOptions = {}) {
  const socket = connectTls({ port, host: '127.0.0.1', ...trusting, ...options });
  onTestFinished(() => {
    socket.destroy();
  });
  await once(socket, 'secureConnect');
  return { socket, name: socket.getPeerCertificate().subject.CN, alpn: socket.alpnProtocol };
}

it('answers over TLS a client that trusts its authority, and no other', async () => {
  const { client, address } = await serveGroups(echo, { ...tls(), calls: calling(trusting) });
  await callUnary(client, 'deleteGroup', { groupId: 'g' }, { deadlineMs: 30_000 });

  for (const options of [calling({ ca: stranger.ca }), {}]) {
    const channels = new ChannelPool(options);
    const other = channels.client(GroupService, address);
    const call = callUnary(other, 'deleteGroup', { groupId: 'g' }, { deadlineMs: 30_000 });
    await expect(call).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    channels.close();
  }
});

it('checks the name of the server, or the one that was set', async () => {
  const named = await serveGroups(echo, {
    ...tls(),
    calls: { tls: { source: fixedTlsSource(trusting), serverName: 'server.weir' } },
  });
  await callUnary(named.client, 'deleteGroup', { groupId: 'g' }, { deadlineMs: 30_000 });
  const misnamed = await serveGroups(echo, {
    ...tls(),
    calls: { tls: { source: fixedTlsSource(trusting), serverName: 'other.weir' } },
  });
  const call = callUnary(misnamed.client, 'deleteGroup', { groupId: 'g' }, { deadlineMs: 30_000 });
  await expect(call).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    message: expect.stringContaining('other.weir') as string,
  });
});

it.each([
  ['require', 'none', trusting, false],
  ['require', 'of a stranger', { ...trusting, ...impostor }, false],
  ['require', 'of a client', { ...trusting, ...ada }, true],
  ['request', 'none', trusting, true],
  ['request', 'of a stranger', { ...trusting, ...impostor }, false],
  ['request', 'of a client', { ...trusting, ...ada }, true],
] as const)(
  'with client certificates on %s and one %s',
  async (mode, _which, material, isLetIn) => {
    const { client } = await serveGroups(echo, { ...tls(mode), calls: calling(material) });
    const call = callUnary(client, 'deleteGroup', { groupId: 'g' }, { deadlineMs: 30_000 });
    if (isLetIn) await call;
    else await expect(call).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  },
);

it('shows the certificate of a client to the gate, on each call', async () => {
  const names: unknown[] = [];
  const security: SecurityGate = {
    identify: (call) => {
      const { sslPeerCertificate } = call.getAuthContext();
      names.push((sslPeerCertificate as { subject?: { CN: string } } | undefined)?.subject?.CN);
      return unrestrictedCaller;
    },
  };
  const options = { ...tls('request'), security };
  const known = await serveGroups(echo, { ...options, calls: calling({ ...trusting, ...ada }) });
  const request = { groupId: 'g' };
  await callUnary(known.client, 'deleteGroup', request, { deadlineMs: 30_000 });
  await callUnary(known.client, 'deleteGroup', request, { deadlineMs: 30_000 });
  const unknown = await serveGroups(echo, { ...options, calls: calling(trusting) });
  await callUnary(unknown.client, 'deleteGroup', request, { deadlineMs: 30_000 });
  // Each caller is asked for before its request is read, and again by the handler.
  expect(names).toEqual(['ada', 'ada', undefined].flatMap((name) => [name, name]));
});

it('takes a new certificate for new connections and keeps the streams of old ones', async () => {
  const source = new ReplaceableSource({ ca: authority.ca, ...server });
  const { client, port, channels, address } = await serveGroups(echo, {
    tls: { source, clientAuth: 'none' },
    calls: calling(trusting),
  });
  const stream = client.join();
  const failed = vi.fn<() => void>();
  stream.on('error', failed);
  const beat = async (): Promise<void> => {
    const answered = once(stream, 'data');
    stream.write({ heartbeat: {} });
    await answered;
  };
  await beat();
  expect((await handshake(port)).name).toBe('server.weir');
  source.replace({ ca: authority.ca, ...nextServer });
  expect((await handshake(port)).name).toBe('next.weir');
  await beat();
  expect(failed).not.toHaveBeenCalled();

  channels.evict(address);
  const again = channels.client(GroupService, address);
  await callUnary(again, 'deleteGroup', { groupId: 'g' }, { deadlineMs: 30_000 });
});

it('calls with a new certificate once it reconnects', async () => {
  const names: unknown[] = [];
  const security: SecurityGate = {
    identify: (call) => {
      const { sslPeerCertificate } = call.getAuthContext();
      names.push((sslPeerCertificate as { subject: { CN: string } }).subject.CN);
      return unrestrictedCaller;
    },
  };
  const source = new ReplaceableSource({ ...trusting, ...ada });
  const first = await serveGroups(echo, {
    ...tls('require'),
    security,
    calls: { tls: { source } },
  });
  const call = (client: typeof first.client) =>
    callUnary(client, 'deleteGroup', { groupId: 'g' }, { deadlineMs: 30_000 });
  await call(first.client);
  source.replace({ ...trusting, ...(await authority.issue({ name: 'grace' })) });
  await call(first.client);
  // The server goes and comes back at its port: the same channel connects anew.
  await first.server.stop({ graceMs: 0 });
  const second = new RpcServer({ logger: silentLogger, ...tls('require'), security });
  second.addService(GroupService.service, { DeleteGroup: echo.DeleteGroup });
  await second.listen({ host: '127.0.0.1', port: first.port });
  onTestFinished(() => second.stop({ graceMs: 10 }));
  await vi.waitFor(() => call(first.client), { timeout: 30_000 });
  expect(names.slice(0, 2)).toEqual(['ada', 'ada']);
  expect(names.at(-1)).toBe('grace');
});

it('serves HTTP/1.1 and gRPC on one TLS port, by what the client offers', async () => {
  const { client, port } = await serveGroups(echo, {
    ...tls(),
    http: (request, response) => response.end(`hello ${request.url}`),
    calls: calling(trusting),
  });
  await callUnary(client, 'deleteGroup', { groupId: 'g' }, { deadlineMs: 30_000 });
  const [response] = (await once(
    get({ host: '127.0.0.1', port, path: '/there', ...trusting }),
    'response',
  )) as [NodeJS.ReadableStream];
  expect(String((await once(response, 'data'))[0])).toBe('hello /there');

  expect((await handshake(port, { ALPNProtocols: ['h2', 'http/1.1'] })).alpn).toBe('http/1.1');
  expect((await handshake(port, { ALPNProtocols: ['h2'] })).alpn).toBe('h2');
  await expect(handshake(port, { ALPNProtocols: ['spdy/3'] })).rejects.toThrow(/alert/);

  const silent = await handshake(port);
  expect(silent.alpn).toBe(false);
  silent.socket.write('GET /x HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
  expect(String((await once(silent.socket, 'data'))[0])).toMatch(/^HTTP\/1\.1 200 OK/);
});

it('speaks HTTP/2 with a client that does not say what it wants, where there is no HTTP', async () => {
  const { port } = await serveGroups(echo, tls());
  const { socket } = await handshake(port);
  const session = connectHttp2('https://127.0.0.1', { createConnection: () => socket });
  onTestFinished(() => {
    session.destroy();
  });
  await once(session, 'remoteSettings');
  await expect(handshake(port, { ALPNProtocols: ['http/1.1'] })).rejects.toThrow(/alert/);
});

it('refuses TLS 1.1 and survives plain text, logging it at debug', async () => {
  const log = logLines();
  const { port, client } = await serveGroups(echo, {
    ...tls(),
    logger: log.logger,
    calls: calling(trusting),
  });
  const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL@SECLEVEL=0' } as const;
  await expect(handshake(port, old)).rejects.toThrow(/protocol version/);
  const socket = connectTcp(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write('GET / HTTP/1.1\r\n\r\n');
  socket.resume();
  await once(socket, 'close');
  await vi.waitFor(() => {
    expect(log.lines).toContainEqual(
      expect.objectContaining({ level: 20, msg: 'TLS handshake failed' }),
    );
  });
  await callUnary(client, 'deleteGroup', { groupId: 'g' }, { deadlineMs: 30_000 });
});
