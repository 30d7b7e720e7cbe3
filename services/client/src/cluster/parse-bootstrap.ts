import { WeirError } from '@weir/core';

const addressPattern = /^(?:\[[\da-f:.]+\]|[^\s:/]+):(?<port>\d{1,5})$/i;

/** The addresses of a list or a comma-separated string; `INVALID_REQUEST` for what is no `host:port`. */
export function parseBootstrap(bootstrap: string | readonly string[]): readonly string[] {
  const given = typeof bootstrap === 'string' ? bootstrap.split(',') : bootstrap;
  const addresses = given.map((address) => address.trim()).filter((address) => address !== '');
  if (addresses.length === 0) throw new WeirError('INVALID_REQUEST', 'Bootstrap has no address');
  for (const address of addresses) checkAddress(address);
  return [...new Set(addresses)];
}

function checkAddress(address: string): void {
  const port = Number(addressPattern.exec(address)?.groups?.['port'] ?? 0);
  if (port >= 1 && port <= 65_535) return;
  throw new WeirError('INVALID_REQUEST', `Bootstrap address "${address}" is not host:port`);
}
