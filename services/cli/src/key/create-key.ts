import type { ApiKeyInfo, NewApiKey } from '@weir/client';
import { checkPrincipal } from '../check-principal.ts';
import type { CommandContext } from '../command-context.ts';
import { formatDuration } from '../format/duration-text.ts';
import { formatNewKey } from '../format/key-text.ts';
import { type CommandResult, dryRunNote } from '../result/command-result.ts';

/** Options of `weir key create`. */
export interface CreateKeyOptions {
  readonly principal: string;
  readonly description?: string;
  readonly ttl?: number;
  readonly dryRun?: boolean;
}

/** Creates a key. The key alone goes to standard output, so that it can be put into a file or a variable. */
export async function createKey(
  { weir }: CommandContext,
  options: CreateKeyOptions,
): Promise<CommandResult> {
  const { principal, description, ttl, dryRun } = options;
  const admin = weir.admin();
  if (dryRun === true) return planned(options, await admin.listApiKeys({ principal }));
  const request: NewApiKey = {
    principal,
    ...(description === undefined ? undefined : { description }),
    ...(ttl === undefined ? undefined : { ttlMs: ttl }),
  };
  const { key, secret } = await admin.createApiKey(request);
  return { data: { key, secret, dryRun: false }, text: secret, preface: formatNewKey(key) };
}

function planned({ principal, ttl }: CreateKeyOptions, keys: readonly ApiKeyInfo[]): CommandResult {
  checkPrincipal(principal, { allowsEverybody: false });
  const life = ttl === undefined ? 'for ever' : `for ${formatDuration(ttl)}`;
  return {
    data: { principal, ...(ttl === undefined ? undefined : { ttlMs: ttl }), dryRun: true },
    text: `A key of ${principal} would be created, ${life}; it has ${keys.length} now`,
    notes: [dryRunNote],
  };
}
