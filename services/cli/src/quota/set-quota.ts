import type { PrincipalQuota } from '@weir/client';
import type { CommandContext } from '../command-context.ts';
import { InputError } from '../exit-code.ts';
import { quotaColumns } from '../format/quota-text.ts';
import { type CommandResult, dryRunNote } from '../result/command-result.ts';
import { rowTable } from '../result/list-result.ts';
import { findQuota } from './find-quota.ts';

/** Options of `weir quota set`. */
export interface SetQuotaOptions {
  readonly principal: string;
  readonly produce?: number;
  readonly fetch?: number;
  readonly requests?: number;
  readonly dryRun?: boolean;
}

/** The quota that the options say. */
export function toQuota({ principal, produce, fetch, requests }: SetQuotaOptions): PrincipalQuota {
  const isWithoutLimit = produce === undefined && fetch === undefined && requests === undefined;
  if (isWithoutLimit) throw new InputError('Name one or more of --produce, --fetch and --requests');
  return {
    principal,
    ...(produce === undefined ? undefined : { produceBytesPerSecond: produce }),
    ...(fetch === undefined ? undefined : { fetchBytesPerSecond: fetch }),
    ...(requests === undefined ? undefined : { requestsPerSecond: requests }),
  };
}

/** Sets a quota, and shows it. */
export async function setQuota(
  { weir }: CommandContext,
  quota: PrincipalQuota,
  { dryRun: isDry }: SetQuotaOptions,
): Promise<CommandResult> {
  const admin = weir.admin();
  const dryRun = isDry === true;
  const before = dryRun ? await findQuota(admin, quota.principal) : undefined;
  if (!dryRun) await admin.setQuota(quota);
  return {
    data: { quota, dryRun },
    text: rowTable([quota], quotaColumns),
    names: [quota.principal],
    ...(dryRun ? { notes: [replaced(before), dryRunNote] } : undefined),
  };
}

function replaced(before: PrincipalQuota | undefined): string {
  if (before === undefined) return 'It has no quota of its own now';
  return `In place of what it has now:\n${rowTable([before], quotaColumns)}`;
}
