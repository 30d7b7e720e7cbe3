import { toGroupId, WeirError } from '@weir/core';
import type { DeleteGroupRequest, DeleteGroupResponseInput } from '@weir/protos';
import type { Caller } from '@weir/runtime';
import { requireGroup } from '../rights/group-rights.ts';
import { checkBacklog, waitStored } from '../store/wait-stored.ts';
import type { OperationsContext } from './operations-context.ts';

/** Deletes a group without members, and its offsets. */
export async function deleteGroup(
  { shards, clock, config }: OperationsContext,
  request: DeleteGroupRequest,
  caller: Caller,
): Promise<DeleteGroupResponseInput> {
  const groupId = toGroupId(request.groupId);
  requireGroup(caller, 'delete', groupId);
  const shard = shards.require(groupId);
  const host = shard.host(groupId);
  if (host === undefined) {
    throw new WeirError('GROUP_ID_NOT_FOUND', `There is no group "${groupId}"`);
  }
  shard.requireMembersKnown(host);
  if (host.group.size > 0) {
    throw new WeirError('NON_EMPTY_GROUP', `The group has ${host.group.size} members`);
  }
  checkBacklog(shard.writer);
  shard.deleteHost(host);
  await waitStored(shard.writer, clock, config.storeTimeoutMs);
  await shard.whenJournaled();
  return {};
}
