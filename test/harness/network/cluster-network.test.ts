import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { eventually } from '../eventually.ts';
import { ClusterNetwork, clientName } from './cluster-network.ts';
import { findInode } from './find-connection-owner.ts';

let network: ClusterNetwork;
let server: Server;
let accepted: Socket[];
let port: number;

beforeEach(async () => {
  accepted = [];
  server = createServer((socket) => {
    accepted.push(socket.on('error', () => undefined));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  network = new ClusterNetwork({ namesByPid: () => new Map([[process.pid, 'me']]) });
  const address = server.address();
  port = await network.expose('server', typeof address === 'object' ? (address?.port ?? 0) : 0);
});

afterEach(async () => {
  await network[Symbol.asyncDispose]();
  for (const socket of accepted) socket.destroy();
  server.close();
});

/** A connection through the proxy, its other end, and what each of them heard. */
async function open(): Promise<{
  near: Socket;
  far: Socket;
  heard: { near: string; far: string };
}> {
  const near = connect(port, '127.0.0.1').on('error', () => undefined);
  const before = accepted.length;
  await eventually(() => accepted.length > before);
  const far = accepted[before] ?? near;
  const heard = { near: '', far: '' };
  near.setEncoding('utf8').on('data', (text: string) => (heard.near += text));
  far.setEncoding('utf8').on('data', (text: string) => (heard.far += text));
  return { near, far, heard };
}

async function closed(socket: Socket): Promise<void> {
  await new Promise((resolve) => {
    if (socket.destroyed) resolve(undefined);
    socket.once('close', resolve);
  });
}

it('passes bytes, ends and resets of both ways', async () => {
  const { near, far, heard } = await open();
  near.write('to');
  far.write('fro');
  await eventually(() => heard.far !== '' && heard.near !== '');
  expect(heard).toEqual({ far: 'to', near: 'fro' });
  near.end();
  await once(far, 'end');
  const second = await open();
  second.far.resetAndDestroy();
  await closed(second.near);
});

it('knows the process that connects, and swallows one way only', async () => {
  const { near, far, heard } = await open();
  network.silence('me', 'server');
  near.write('lost');
  far.write('heard');
  await eventually(() => heard.near === 'heard');
  expect(heard.far).toBe('');

  network.heal();
  await Promise.all([closed(near), closed(far)]);
  const again = await open();
  again.near.write('found');
  await eventually(() => again.heard.far === 'found');
});

it('hides the end of a connection behind a block, and leads new ones nowhere', async () => {
  const { near, far, heard } = await open();
  network.block('server', 'me');
  far.destroy();
  const late = connect(port, '127.0.0.1').on('error', () => undefined);
  late.write('nobody');
  await once(late, 'connect');
  expect([near.destroyed, heard.near, accepted.length]).toEqual([false, '', 1]);

  network.heal();
  await Promise.all([closed(near), closed(late)]);
});

it('leaves a connection alone that lost nothing', async () => {
  const { near, heard } = await open();
  network.block('me', 'server');
  network.heal();
  near.write('whole');
  await eventually(() => heard.far !== '');
  expect(heard.far).toBe('whole');
});

it('delays bytes in order, for the pair that was named', async () => {
  const { near, heard } = await open();
  network.slow('me', 'server', 60);
  network.slow(clientName, 'server', 10_000);
  const startMs = performance.now();
  for (const letter of 'abc') near.write(letter);
  await eventually(() => heard.far === 'abc', { intervalMs: 5 });
  expect(performance.now() - startMs).toBeGreaterThan(55);
});

it('finds the inode of the end that connected, not of the end that accepted', () => {
  const table = [
    '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
    '   0: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000  0  0 111 1 0',
    '   1: 0100007F:C350 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  0  0 222 1 0',
  ].join('\n');
  expect(findInode(table, { localPort: 50_000, remotePort: 8_080 })).toBe('222');
  expect(findInode(table, { localPort: 50_001, remotePort: 8_080 })).toBeUndefined();
});
