import { WeirError } from '@weir/client';
import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { confirm } from '../confirm.ts';
import { type CommandResult, dryRunNote } from '../result/command-result.ts';

/** Options of `weir key revoke`. */
export interface RevokeKeyOptions {
  readonly dryRun?: boolean;
}

/** Ends a key, and says so. */
export async function revokeKey(
  { weir }: CommandContext,
  keyId: string,
  { dryRun, command }: RevokeKeyOptions & { readonly command: Command },
): Promise<CommandResult> {
  const admin = weir.admin();
  if (dryRun === true) {
    const key = (await admin.listApiKeys()).find((each) => each.keyId === keyId);
    if (key === undefined) throw new WeirError('API_KEY_NOT_FOUND', `There is no key ${keyId}`);
    return {
      data: { revoked: keyId, dryRun: true },
      text: `Key ${keyId} of ${key.principal} would be revoked`,
      names: [keyId],
      notes: [dryRunNote],
    };
  }
  const consequence = `Key ${keyId} will be refused from now on`;
  await confirm(command, { name: keyId, consequence });
  await admin.revokeApiKey(keyId);
  return {
    data: { revoked: keyId, dryRun: false },
    text: `Key ${keyId} is revoked`,
    names: [keyId],
  };
}
