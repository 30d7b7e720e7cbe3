import { toWeirError, WeirError } from '@weir/core';
import type { ApiKey, Quota } from '@weir/protos';
import { callUnary } from '@weir/runtime';
import { callController } from '../cluster/call-controller.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { fromAclMessage, toAclFilterMessage, toAclMessage } from './acl-message.ts';
import type {
  Acl,
  AclFilter,
  ApiKeyInfo,
  CreatedApiKey,
  NewAcl,
  NewApiKey,
  PrincipalQuota,
} from './security-types.ts';

/** Creates those that do not exist yet, and says how many. */
export async function createAcls(cluster: Cluster, acls: readonly NewAcl[]): Promise<number> {
  const request = { acls: acls.map(toAclMessage) };
  return callController(cluster, async (client, deadlineMs) => {
    return (await callUnary(client, 'createAcls', request, { deadlineMs })).created;
  });
}

/** Deletes those that the filter names, and says which. */
export async function deleteAcls(
  cluster: Cluster,
  filter: AclFilter,
  dryRun: boolean,
): Promise<readonly Acl[]> {
  const request = { filter: toAclFilterMessage(filter), dryRun };
  return callController(cluster, async (client, deadlineMs) => {
    return (await callUnary(client, 'deleteAcls', request, { deadlineMs })).deleted.map(
      fromAclMessage,
    );
  });
}

/** Those that the filter names. */
export async function listAcls(cluster: Cluster, filter: AclFilter): Promise<readonly Acl[]> {
  const request = { filter: toAclFilterMessage(filter) };
  return callController(cluster, async (client, deadlineMs) => {
    return (await callUnary(client, 'listAcls', request, { deadlineMs })).acls.map(fromAclMessage);
  });
}

/** Makes a key. */
export async function createApiKey(cluster: Cluster, key: NewApiKey): Promise<CreatedApiKey> {
  const { principal, description = '', ttlMs = 0 } = key;
  const request = { principal, description, ttlMs };
  return callController(cluster, async (client, deadlineMs) => {
    const answer = await callUnary(client, 'createApiKey', request, { deadlineMs });
    return { key: toApiKeyInfo(answer.key), secret: answer.secret };
  });
}

/** The keys of a principal, or all. */
export async function listApiKeys(
  cluster: Cluster,
  principal: string,
): Promise<readonly ApiKeyInfo[]> {
  return callController(cluster, async (client, deadlineMs) => {
    const answer = await callUnary(client, 'listApiKeys', { principal }, { deadlineMs });
    return answer.keys.map(toApiKeyInfo);
  });
}

/** Ends a key. */
export async function revokeApiKey(cluster: Cluster, keyId: string): Promise<void> {
  await callController(cluster, async (client, deadlineMs, history) => {
    try {
      await callUnary(client, 'revokeApiKey', { keyId }, { deadlineMs });
    } catch (error) {
      const isGone = toWeirError(error).code === 'API_KEY_NOT_FOUND';
      if (!isGone || !history.mayHaveTakenEffect) throw error;
    }
  });
}

/** Sets the limits of a principal in place of those that it has. */
export async function setQuota(cluster: Cluster, quota: PrincipalQuota): Promise<void> {
  const request = { quota };
  await callController(cluster, (client, deadlineMs) =>
    callUnary(client, 'setQuota', request, { deadlineMs }),
  );
}

/** All limits. */
export async function listQuotas(cluster: Cluster): Promise<readonly PrincipalQuota[]> {
  return callController(cluster, async (client, deadlineMs) => {
    return (await callUnary(client, 'listQuotas', {}, { deadlineMs })).quotas.map(toQuota);
  });
}

function toApiKeyInfo(key: ApiKey | null): ApiKeyInfo {
  if (key === null) {
    throw new WeirError('UNKNOWN_SERVER_ERROR', 'The controller answered without a key');
  }
  const { keyId, principal, description, createdAtMs, expiresAtMs } = key;
  const info = { keyId, principal, description, createdAtMs };
  return expiresAtMs === 0 ? info : { ...info, expiresAtMs };
}

function toQuota(quota: Quota): PrincipalQuota {
  const { principal, produceBytesPerSecond, fetchBytesPerSecond, requestsPerSecond } = quota;
  return {
    principal,
    ...(produceBytesPerSecond === 0 ? {} : { produceBytesPerSecond }),
    ...(fetchBytesPerSecond === 0 ? {} : { fetchBytesPerSecond }),
    ...(requestsPerSecond === 0 ? {} : { requestsPerSecond }),
  };
}
