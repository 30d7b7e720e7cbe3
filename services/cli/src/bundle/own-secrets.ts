import { readFileSync } from 'node:fs';
import type { ConnectionFlags } from '../connection-options.ts';

/** The keys and tokens that this client has, from its options and its environment. */
export function ownSecrets(
  { apiKey, apiKeyFile, tokenFile }: ConnectionFlags,
  env: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  const files = [apiKeyFile, tokenFile, env['WEIR_API_KEY_FILE'], env['WEIR_TOKEN_FILE']];
  const secrets = [apiKey, env['WEIR_API_KEY'], ...files.map(contentsOf)];
  return secrets.flatMap((secret) => {
    if (secret === undefined || secret === '') return [];
    // The secret of a key without its id tells as much.
    const inner = /^weir_[^_]+_(.+)$/.exec(secret)?.[1];
    return inner === undefined ? [secret] : [secret, inner];
  });
}

function contentsOf(path: string | undefined): string | undefined {
  if (path === undefined || path === '') return undefined;
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return undefined;
  }
}
