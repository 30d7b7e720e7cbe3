/** What Redis says of itself by `INFO`, as far as operators of Weir should see it. */
export interface RedisServerInfo {
  readonly usedMemoryBytes: number;
  /** 0: no limit. */
  readonly maxMemoryBytes: number;
  readonly connectedClients: number;
  readonly connectedReplicas: number;
  readonly isMaster: boolean;
  readonly isAofEnabled: boolean;
  /** True where nothing was appended yet. */
  readonly wasLastAofWriteOk: boolean;
  /** Unix seconds. */
  readonly lastRdbSaveSeconds: number;
  readonly evictedKeys: number;
  readonly rejectedConnections: number;
  readonly uptimeSeconds: number;
  readonly isPolicyNoEviction: boolean;
}

/** The fields of an answer to `INFO`. */
export function parseInfo(text: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const line of text.split('\n')) {
    const separator = line.indexOf(':');
    if (separator > 0) fields.set(line.slice(0, separator), line.slice(separator + 1).trimEnd());
  }
  return fields;
}

/** What the fields of all sections say. */
export function toServerInfo(fields: ReadonlyMap<string, string>): RedisServerInfo {
  const number = (name: string): number => Number(fields.get(name) ?? 0);
  return {
    usedMemoryBytes: number('used_memory'),
    maxMemoryBytes: number('maxmemory'),
    connectedClients: number('connected_clients'),
    connectedReplicas: number('connected_slaves'),
    isMaster: fields.get('role') === 'master',
    isAofEnabled: fields.get('aof_enabled') === '1',
    wasLastAofWriteOk: fields.get('aof_last_write_status') !== 'err',
    lastRdbSaveSeconds: number('rdb_last_save_time'),
    evictedKeys: number('evicted_keys'),
    rejectedConnections: number('rejected_connections'),
    uptimeSeconds: number('uptime_in_seconds'),
    isPolicyNoEviction: fields.get('maxmemory_policy') === 'noeviction',
  };
}
