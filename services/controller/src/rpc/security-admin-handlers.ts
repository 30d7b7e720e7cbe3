import { clusterResource } from '@weir/core';
import type { AdminServiceHandlers, Quota } from '@weir/protos';
import type { CallContext } from '@weir/runtime';
import type { ActiveController } from '../active-controller.ts';
import { newApiKey } from '../security/new-api-key.ts';
import type { SecurityAdmin } from '../security/security-admin.ts';
import { handleAdmin } from './handle-admin.ts';

/** The calls of the AdminService about ACLs, API keys and quotas. */
export type SecurityAdminHandlers = Pick<
  AdminServiceHandlers,
  | 'CreateAcls'
  | 'DeleteAcls'
  | 'ListAcls'
  | 'CreateApiKey'
  | 'ListApiKeys'
  | 'RevokeApiKey'
  | 'SetQuota'
  | 'ListQuotas'
>;

const noQuota: Quota = {
  principal: '',
  produceBytesPerSecond: 0,
  fetchBytesPerSecond: 0,
  requestsPerSecond: 0,
};

/** The calls about ACLs, API keys and quotas, answered by the active controller. */
export function createSecurityAdminHandlers(
  requireActive: () => ActiveController,
): SecurityAdminHandlers {
  // A standby names the active one first: what it knows of rights may be a moment old.
  const changing = ({ caller }: CallContext): SecurityAdmin => {
    const { security } = requireActive().context;
    caller.require('alter', clusterResource);
    return security;
  };
  const reading = ({ caller }: CallContext): SecurityAdmin['state'] => {
    const { security } = requireActive().context;
    caller.require('describe', clusterResource);
    return security.state;
  };
  return {
    CreateAcls: handleAdmin(async ({ acls }, context) => ({
      created: await changing(context).change((state) => state.createAcls(acls)),
    })),
    DeleteAcls: handleAdmin(async ({ filter, dryRun }, context) => {
      const security = changing(context);
      if (dryRun) return { deleted: security.state.listAcls(filter) };
      return { deleted: await security.change((state) => state.deleteAcls(filter)) };
    }),
    ListAcls: handleAdmin(async ({ filter }, context) => ({
      acls: reading(context).listAcls(filter),
    })),
    CreateApiKey: handleAdmin(async (request, context) => {
      const security = changing(context);
      const { record, secret } = newApiKey(request, requireActive().context.clock.nowMs());
      const key = await security.change((state) => state.addApiKey(record));
      return { key, secret };
    }),
    ListApiKeys: handleAdmin(async ({ principal }, context) => ({
      keys: reading(context).listApiKeys(principal),
    })),
    RevokeApiKey: handleAdmin(async ({ keyId }, context) => ({
      revoked: await changing(context).change((state) => state.revokeApiKey(keyId)),
    })),
    SetQuota: handleAdmin(async ({ quota }, context) => {
      await changing(context).change((state) => state.setQuota(quota ?? noQuota));
      return {};
    }),
    ListQuotas: handleAdmin(async (_request, context) => ({
      quotas: reading(context).document.quotas,
    })),
  };
}
