import { WeirError } from '@weir/core';
import {
  type DescribeGroupResponse,
  type GroupListing,
  GroupService,
  type OffsetResult,
  type ResetOffsetsRequestInput,
} from '@weir/protos';
import { callUnary, fromPartitionError } from '@weir/runtime';
import { callCoordinator, mayAskAnotherCoordinator } from '../cluster/call-coordinator.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { retry } from '../cluster/retry.ts';
import type { PartitionOffset } from '../consumer/consumer-options.ts';
import type { ResetRequest, ResetTarget } from './admin-types.ts';

/** The groups of all coordinators, in order of id. */
export async function listGroups(cluster: Cluster): Promise<readonly GroupListing[]> {
  await cluster.connect();
  const groups = await retry(
    {
      clock: cluster.clock,
      random: cluster.random,
      timeoutMs: cluster.requestTimeoutMs,
      signal: cluster.closed,
      isRetriable: mayAskAnotherCoordinator,
    },
    async (deadlineMs) => {
      const addresses = coordinatorAddresses(cluster);
      if (addresses.length === 0) throw noCoordinator();
      const answers = await Promise.all(
        addresses.map((address) =>
          callUnary(
            cluster.channels.client(GroupService, address),
            'listGroups',
            {},
            { deadlineMs },
          ),
        ),
      );
      return answers.flatMap((answer) => answer.groups);
    },
  );
  return groups.toSorted((left, right) => compare(left.groupId, right.groupId));
}

/** Members, positions and lag of a group. */
export async function describeGroup(
  cluster: Cluster,
  groupId: string,
): Promise<DescribeGroupResponse> {
  return callCoordinator(cluster, groupId, (client, deadlineMs) =>
    callUnary(client, 'describeGroup', { groupId }, { deadlineMs }),
  );
}

/** Forgets a group. */
export async function deleteGroup(cluster: Cluster, groupId: string): Promise<void> {
  await callCoordinator(cluster, groupId, (client, deadlineMs) =>
    callUnary(client, 'deleteGroup', { groupId }, { deadlineMs }),
  );
}

/** Moves a group's committed offsets; rejects when any partition fails. */
export async function resetOffsets(
  cluster: Cluster,
  request: ResetRequest,
): Promise<readonly PartitionOffset[]> {
  const { groupId, topic, partitions = [], dryRun = false, force = false } = request;
  const { results } = await callCoordinator(cluster, groupId, (client, deadlineMs) =>
    callUnary(
      client,
      'resetOffsets',
      { groupId, topic, partitions: [...partitions], dryRun, force, ...toTarget(request.to) },
      { deadlineMs },
    ),
  );
  for (const result of results) {
    const error = offsetError(result);
    if (error !== undefined) throw error;
  }
  return results.map(({ partition, offset }) => ({ topic, partition, offset }));
}

/** The error of a partition's result, if it has one. */
export function offsetError(result: OffsetResult): WeirError | undefined {
  const { errorCode, errorMessage, topic, partition } = result;
  const error = fromPartitionError({ code: errorCode, message: errorMessage, metadata: {} });
  if (error === undefined) return undefined;
  return new WeirError(error.code, `${topic}/${partition}: ${error.message}`, {
    metadata: { topic, partition: String(partition) },
  });
}

function toTarget(to: ResetTarget): Pick<ResetOffsetsRequestInput, 'to' | 'value'> {
  if (to === 'earliest') return { to: 'RESET_TO_EARLIEST' };
  if (to === 'latest') return { to: 'RESET_TO_LATEST' };
  if ('offset' in to) return { to: 'RESET_TO_OFFSET', value: to.offset };
  if ('timestampMs' in to) return { to: 'RESET_TO_TIMESTAMP', value: to.timestampMs };
  if ('durationMs' in to) return { to: 'RESET_TO_DURATION', value: to.durationMs };
  return { to: 'RESET_TO_SHIFT', value: to.shift };
}

/** Those that together know all groups. */
function coordinatorAddresses({ gateway, view }: Cluster): readonly string[] {
  return gateway === undefined ? view.coordinators().map(({ address }) => address) : [gateway];
}

function compare(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function noCoordinator(): WeirError {
  return new WeirError('COORDINATOR_NOT_AVAILABLE', 'The cluster has no coordinator now');
}
