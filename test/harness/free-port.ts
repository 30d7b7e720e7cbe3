import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below the range from which systems take the ports of outgoing connections. */
const firstPort = 10_240;
const lastPort = 32_000;

/** Given out by this process, listened on or not yet: none is given twice. */
const givenOut = new Set<number>();

/** The first of `count` ports of 127.0.0.1 in a row that nobody listened on a moment ago. */
export async function freePort(count = 1): Promise<number> {
  for (let attempt = 0; attempt < 1_000; attempt += 1) {
    const first = randomInt(firstPort, lastPort - count);
    const ports = Array.from({ length: count }, (_, index) => first + index);
    if (ports.some((port) => givenOut.has(port))) continue;
    for (const port of ports) givenOut.add(port);
    const areFree = await Promise.all(ports.map(isFree));
    if (areFree.every(Boolean)) return first;
  }
  throw new Error(`No ${count} free ports in a row from ${firstPort} to ${lastPort}`);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => {
      resolve(false);
    });
    server.listen(port, '127.0.0.1', () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}
