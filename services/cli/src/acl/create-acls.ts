import type { Acl } from '@weir/client';
import { checkPrincipal } from '../check-principal.ts';
import type { CommandContext } from '../command-context.ts';
import { countAcls } from '../format/acl-text.ts';
import { type CommandResult, dryRunNote } from '../result/command-result.ts';

/** Creates ACLs that are not there yet, and says how many. */
export async function createAcls(
  { weir }: CommandContext,
  acls: readonly Acl[],
  dryRun: boolean,
): Promise<CommandResult> {
  const admin = weir.admin();
  const created = dryRun ? await countMissing(admin, acls) : await admin.createAcls(acls);
  const done = dryRun ? 'would be created' : 'created';
  const existed = acls.length - created;
  return {
    data: { created, acls, dryRun },
    text: `${countAcls(created)} ${done}${existed === 0 ? '' : `, ${existed} existed`}`,
    ...(dryRun ? { notes: [dryRunNote] } : undefined),
  };
}

async function countMissing(
  admin: ReturnType<CommandContext['weir']['admin']>,
  acls: readonly Acl[],
): Promise<number> {
  let missing = 0;
  for (const acl of acls) {
    checkPrincipal(acl.principal, { allowsEverybody: true });
    const found = await admin.listAcls(acl);
    if (found.length === 0) missing += 1;
  }
  return missing;
}
