import { AdminService } from '@weir/protos';
import type { CallRoute } from './call-route.ts';

const admin = AdminService.service;

/** Who may do what, and who did. */
export const securityRoutes: readonly CallRoute[] = [
  {
    ...{ verb: 'GET', url: '/v1/acls', name: 'ListAcls', queryField: 'filter' },
    ...{ method: admin.ListAcls, summary: 'The access control list, or what of it matches' },
  },
  {
    ...{ verb: 'POST', url: '/v1/acls', name: 'CreateAcls' },
    ...{ method: admin.CreateAcls, summary: 'Adds entries to the access control list' },
  },
  {
    ...{ verb: 'POST', url: '/v1/acls/delete', name: 'DeleteAcls' },
    ...{ method: admin.DeleteAcls, summary: 'Takes entries that match a filter off the list' },
  },
  {
    ...{ verb: 'GET', url: '/v1/keys', name: 'ListApiKeys' },
    ...{ method: admin.ListApiKeys, summary: 'The API keys, without their secrets' },
  },
  {
    ...{ verb: 'POST', url: '/v1/keys', name: 'CreateApiKey', successCode: 201 },
    ...{ method: admin.CreateApiKey, summary: 'Makes an API key; its secret is shown this once' },
  },
  {
    ...{ verb: 'DELETE', url: '/v1/keys/:key', name: 'RevokeApiKey', pathField: 'keyId' },
    ...{ method: admin.RevokeApiKey, summary: 'Revokes an API key' },
  },
  {
    ...{ verb: 'GET', url: '/v1/quotas', name: 'ListQuotas' },
    ...{ method: admin.ListQuotas, summary: 'The quotas of principals' },
  },
  {
    ...{ verb: 'POST', url: '/v1/quotas', name: 'SetQuota' },
    ...{ method: admin.SetQuota, summary: 'Sets the quota of a principal, or removes it' },
  },
  {
    ...{ verb: 'GET', url: '/v1/audit', name: 'ListAudit' },
    ...{ method: admin.ListAudit, summary: 'What was changed by whom, and refused; newest first' },
  },
];
