import type { CommandContext } from '../command-context.ts';
import { type CommandResult, dryRunNote } from '../result/command-result.ts';
import { findQuota } from './find-quota.ts';

/** Options of `weir quota remove`. */
export interface RemoveQuotaOptions {
  readonly principal: string;
  readonly dryRun?: boolean;
}

/** Takes the quota of a principal away, and says so. */
export async function removeQuota(
  { weir }: CommandContext,
  { principal, dryRun: isDry }: RemoveQuotaOptions,
): Promise<CommandResult> {
  const admin = weir.admin();
  const dryRun = isDry === true;
  const before = dryRun ? await findQuota(admin, principal) : undefined;
  if (!dryRun) await admin.setQuota({ principal });
  const text = before === undefined ? 'has no quota of its own' : 'would have no quota of its own';
  return {
    data: { removed: principal, dryRun },
    text: `${principal} ${text}`,
    names: [principal],
    ...(dryRun ? { notes: [dryRunNote] } : undefined),
  };
}
