import { createServer as createHttp1 } from 'node:http';
import { createServer as createHttp2 } from 'node:http2';
import { type AddressInfo, createServer as createTcp, type Server } from 'node:net';
import { createServer as createTls } from 'node:tls';
import { generate } from 'selfsigned';
import { afterEach, describe, expect, it } from 'vitest';
import { type ConnectionSettings, examineAddress, examinePort } from './examine-address.ts';

/** So long the tests wait for metadata that never comes. */
const metadataTimeoutMs = 300;

const servers: Server[] = [];

afterEach(async () => {
  await Promise.all(
    servers.splice(0).map(
      (server) =>
        new Promise((resolve) => {
          server.close(resolve);
        }),
    ),
  );
});

/** Where the server listens from now on. */
async function listen(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function examine(address: string, settings: ConnectionSettings) {
  return examineAddress(address, settings, metadataTimeoutMs);
}

async function tlsServer(options: { readonly requestCert?: boolean } = {}): Promise<{
  readonly address: string;
  readonly ca: string;
}> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'elsewhere' }], {
    keyType: 'ec',
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'elsewhere' }] }],
  });
  const server = createTls({
    ...{ key, cert, ca: cert, ALPNProtocols: ['h2'] },
    ...(options.requestCert === true ? { requestCert: true, rejectUnauthorized: true } : undefined),
  });
  server.on('tlsClientError', () => undefined);
  return { address: await listen(server), ca: cert };
}

describe('examineAddress', () => {
  it('tells a name that does not resolve', async () => {
    expect(await examine('nowhere.invalid:7400', {})).toMatchObject({
      address: 'nowhere.invalid:7400',
      outcome: 'unresolved',
    });
  });

  it('tells a port where nothing listens', async () => {
    const address = await listen(createTcp());
    const [server] = servers.splice(0);
    await new Promise((resolve) => server?.close(resolve));
    expect(await examine(address, {})).toMatchObject({ outcome: 'refused' });
  });

  it('tells a server of HTTP/1.1, such as an ops port, from Weir', async () => {
    const address = await listen(createHttp1());
    expect(await examine(address, {})).toMatchObject({ outcome: 'not-weir' });
  });

  it('tells a server of HTTP/2 without metadata', async () => {
    const server = createHttp2();
    server.on('stream', (stream) => {
      stream.respond({ ':status': 200, 'content-type': 'application/grpc', 'grpc-status': '14' });
      stream.end();
    });
    const address = await listen(server);
    expect(await examine(address, {})).toMatchObject({ outcome: 'no-metadata' });
  });

  it('tells a server that wants TLS from a client without', async () => {
    const { address } = await tlsServer();
    expect(await examine(address, {})).toMatchObject({ outcome: 'tls-expected' });
  });

  it('tells a server without TLS from a client that wants it', async () => {
    const address = await listen(createHttp2());
    expect(await examine(address, { tls: true })).toMatchObject({
      outcome: 'tls-not-spoken',
    });
  });

  it('tells a certificate that nobody vouches for', async () => {
    const { address } = await tlsServer();
    const { outcome, detail } = await examine(address, { tls: true });
    expect(outcome).toBe('tls-failed');
    expect(detail).toMatch(/self-signed certificate/);
  });

  it('tells a certificate for another name', async () => {
    const { address, ca } = await tlsServer();
    const { outcome, detail } = await examine(address, { tls: { ca } });
    expect(outcome).toBe('tls-failed');
    expect(detail).toMatch(/altnames/);
  });

  it('tells a server that wants a certificate of the client', async () => {
    const { address, ca } = await tlsServer({ requestCert: true });
    const examination = await examine(address, { tls: { ca, serverName: 'elsewhere' } });
    expect(examination).toMatchObject({ outcome: 'tls-failed' });
    expect(examination.detail).toMatch(/certificate required/);
  });
});

describe('examinePort', () => {
  it('is content with a port that takes connections', async () => {
    const address = await listen(createTcp());
    expect(await examinePort(address)).toMatchObject({ outcome: 'ok' });
  });
});
