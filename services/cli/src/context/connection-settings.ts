/** How to reach a cluster, and as whom; of an option, a variable or a context. */
export interface ConnectionSettings {
  /** host:port of any Weir services, comma-separated. */
  readonly bootstrap?: string | undefined;
  readonly connect?: ConnectWay | undefined;
  readonly tls?: boolean | undefined;
  readonly tlsCa?: string | undefined;
  readonly tlsCert?: string | undefined;
  readonly tlsKey?: string | undefined;
  readonly tlsServerName?: string | undefined;
  readonly apiKey?: string | undefined;
  readonly apiKeyFile?: string | undefined;
  readonly tokenFile?: string | undefined;
}

/** How services are found from the bootstrap addresses. */
export type ConnectWay = 'direct' | 'gateway' | 'external';

/** All ways to connect. */
export const connectWays: readonly ConnectWay[] = ['direct', 'gateway', 'external'];

/** The names of all settings, the address first. */
export const settingNames = [
  ...(['bootstrap', 'connect', 'tls', 'tlsCa', 'tlsCert', 'tlsKey', 'tlsServerName'] as const),
  ...(['apiKey', 'apiKeyFile', 'tokenFile'] as const),
] satisfies readonly (keyof ConnectionSettings)[];

/** Those that say who somebody is. */
export const credentialNames = ['apiKey', 'apiKeyFile', 'tokenFile'] as const;

/**
 * Each setting as the first layer has it that has it at all. Credentials are one setting: a layer with
 * any of them hides those of the layers after it.
 */
export function mergeSettings(layers: readonly ConnectionSettings[]): ConnectionSettings {
  const merged: Record<string, unknown> = {};
  for (const layer of layers) {
    const hasCredentials = credentialNames.some((name) => merged[name] !== undefined);
    for (const name of settingNames) {
      const isHidden = hasCredentials && credentialNames.some((each) => each === name);
      if (!isHidden && layer[name] !== undefined) merged[name] ??= layer[name];
    }
  }
  return merged;
}

/** The settings among the options of a command. */
export function pickSettings(options: ConnectionSettings): ConnectionSettings {
  return Object.fromEntries(
    settingNames.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]])),
  );
}
