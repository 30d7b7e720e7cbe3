import type { Admin, PrincipalQuota } from '@weir/client';
import { checkPrincipal } from '../check-principal.ts';

/** The quota that a principal has, if any; `InputError` for what cannot be a principal. */
export async function findQuota(
  admin: Admin,
  principal: string,
): Promise<PrincipalQuota | undefined> {
  checkPrincipal(principal, { allowsEverybody: true });
  return (await admin.listQuotas()).find((quota) => quota.principal === principal);
}
