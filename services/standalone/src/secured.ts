import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { SecurityConfig } from '@weir/runtime';

/** What the standalone system is told about security beside the rows of every service. */
export interface SecureConfig extends SecurityConfig {
  readonly isSecure: boolean;
  readonly dataDirectory: string;
}

/**
 * The security of the standalone system: with `--secure` everybody is asked who they are, and an admin key
 * lies in the data directory. Its roles know each other by a secret that only this process has.
 */
export function secured(config: SecureConfig): SecurityConfig {
  const { isSecure, dataDirectory, adminKeyFile, clusterSecret, clusterSecretFile } = config;
  const auth = isSecure ? 'required' : config.auth;
  const needsSecret = auth === 'required' && clusterSecret === '' && clusterSecretFile === '';
  return {
    ...config,
    auth,
    adminKeyFile: isSecure && adminKeyFile === '' ? join(dataDirectory, 'admin.key') : adminKeyFile,
    clusterSecret: needsSecret ? randomBytes(32).toString('hex') : clusterSecret,
  };
}
