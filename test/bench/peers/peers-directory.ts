import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { PeerName } from './peer-name.ts';

const root = join(import.meta.dirname, '..', '..', '..');

/**
 * The directory of the peers' drivers: `BENCH_PEERS`, else `shared/peers` beside the checkout. Not
 * `WEIR_BENCH_PEERS`: Weir's services refuse a `WEIR_` name that they do not know.
 */
function peersDirectory(): string {
  return resolve(root, process.env['BENCH_PEERS'] ?? join('..', 'shared', 'peers'));
}

/** Whether there are any drivers. */
export function hasPeers(): boolean {
  return existsSync(join(peersDirectory(), 'common.py'));
}

/** The directory of a peer's driver. Throws, saying what to do, when there is none. */
export function driverDirectory(peer: PeerName): string {
  const directory = peersDirectory();
  const driver = join(directory, `${peer}.py`);
  if (existsSync(driver)) return directory;
  throw new Error(
    `There is no ${driver}. Name the directory of the peers' drivers in BENCH_PEERS, ` +
      'or measure Weir alone with --peer none.',
  );
}
