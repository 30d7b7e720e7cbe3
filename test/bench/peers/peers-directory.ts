import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = join(import.meta.dirname, '..', '..', '..');

/** The directory of the peers' drivers: `BENCH_PEERS`, else `shared/peers` beside the checkout. */
export function peersDirectory(): string {
  return resolve(root, process.env['BENCH_PEERS'] ?? join('..', 'shared', 'peers'));
}

/** Whether there are any drivers. */
export function hasPeers(): boolean {
  return existsSync(join(peersDirectory(), 'common.py'));
}
