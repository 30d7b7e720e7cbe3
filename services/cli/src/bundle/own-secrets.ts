import { readFileSync } from 'node:fs';
import type { ConnectionSettings } from '../context/connection-settings.ts';

/** The keys and tokens by which this client is known. */
export function ownSecrets(settings: ConnectionSettings): readonly string[] {
  const { apiKey, apiKeyFile, tokenFile } = settings;
  const secrets = [apiKey, contentsOf(apiKeyFile), contentsOf(tokenFile)];
  return secrets.flatMap((secret) => {
    if (secret === undefined || secret === '') return [];
    // The secret of a key without its id tells as much.
    const inner = /^weir_[^_]+_(.+)$/.exec(secret)?.[1];
    return inner === undefined ? [secret] : [secret, inner];
  });
}

/** A file that cannot be read has been told of when the client was made. */
function contentsOf(path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return undefined;
  }
}
