import { WeirError } from '@weir/core';

/** The two halves of `host:port`; an IPv6 host stands in brackets. `INVALID_CONFIG` otherwise. */
export function splitAddress(address: string): { readonly host: string; readonly port: number } {
  const match = /^(?:\[(?<ipv6>[^\]]+)\]|(?<name>[^:[\]]+)):(?<port>\d{1,5})$/.exec(address);
  const port = Number(match?.groups?.['port']);
  const host = match?.groups?.['ipv6'] ?? match?.groups?.['name'];
  if (host !== undefined && port > 0 && port <= 65_535) return { host, port };

  throw new WeirError(
    'INVALID_CONFIG',
    `Address "${address.slice(0, 256)}" is not host:port with a port from 1 to 65535`,
  );
}
