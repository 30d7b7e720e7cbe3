import { GroupService } from '@weir/protos';
import type { CallRoute } from './call-route.ts';

const group = GroupService.service;
const oneGroup = '/v1/groups/:group';

/** Groups of consumers. */
export const groupRoutes: readonly CallRoute[] = [
  {
    ...{ verb: 'GET', url: '/v1/groups', name: 'ListGroups' },
    ...{ method: group.ListGroups, summary: 'The groups, with their lag' },
  },
  {
    ...{ verb: 'GET', url: oneGroup, name: 'DescribeGroup', pathField: 'groupId' },
    ...{ method: group.DescribeGroup, summary: 'Members, positions and lag of a group' },
  },
  {
    ...{ verb: 'DELETE', url: oneGroup, name: 'DeleteGroup', pathField: 'groupId' },
    ...{ method: group.DeleteGroup, summary: 'Forgets a group without members' },
  },
  {
    ...{ verb: 'POST', url: `${oneGroup}/offsets`, name: 'ResetOffsets', pathField: 'groupId' },
    ...{ method: group.ResetOffsets, summary: 'Moves the committed offsets of a group' },
  },
];
