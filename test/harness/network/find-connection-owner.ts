import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** The ports of a TCP connection on 127.0.0.1, as the process sees it that opened it. */
export interface ConnectionPorts {
  readonly localPort: number;
  readonly remotePort: number;
}

const loopback = '0100007F';

/**
 * The name of the process among `pids` that opened a connection; undefined when it is none of them.
 * Linux only: reads `/proc`.
 */
export function findConnectionOwner(
  ports: ConnectionPorts,
  pids: ReadonlyMap<number, string>,
): string | undefined {
  const inode = findInode(readFileSync('/proc/net/tcp', 'utf8'), ports);
  if (inode === undefined) return undefined;
  const link = `socket:[${inode}]`;
  for (const [pid, name] of pids) if (hasOpen(pid, link)) return name;
  return undefined;
}

/** The inode of a connection's socket in a `/proc/net/tcp`. */
export function findInode(table: string, ports: ConnectionPorts): string | undefined {
  const local = `${loopback}:${toHex(ports.localPort)}`;
  const remote = `${loopback}:${toHex(ports.remotePort)}`;
  for (const line of table.split('\n')) {
    const [, localAddress, remoteAddress, , , , , , , inode] = line.trim().split(/\s+/);
    if (localAddress === local && remoteAddress === remote) return inode;
  }
  return undefined;
}

function toHex(port: number): string {
  return port.toString(16).toUpperCase().padStart(4, '0');
}

function hasOpen(pid: number, link: string): boolean {
  try {
    const directory = `/proc/${pid}/fd`;
    return readdirSync(directory).some((fd) => linkOf(`${directory}/${fd}`) === link);
  } catch {
    // The process has ended meanwhile.
    return false;
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    // Closed meanwhile.
    return '';
  }
}
