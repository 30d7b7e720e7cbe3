import { expect, it } from 'vitest';
import { auditedResources } from './audited-resources.ts';

it.each([
  ['AdminService/CreateTopic', { name: 'orders', configs: { secret: 'x' } }, ['topic:orders']],
  ['AdminService/RegisterProducer', { name: 'billing' }, ['producer:billing']],
  ['AdminService/RemoveNode', { nodeId: 3 }, ['node:3']],
  ['AdminService/RevokeApiKey', { keyId: 'k1' }, ['key:k1']],
  ['AdminService/CreateApiKey', { principal: 'user:ann' }, ['principal:user:ann']],
  ['AdminService/SetQuota', { quota: { principal: '*' } }, ['principal:*']],
  ['GroupService/ResetOffsets', { groupId: 'g', topic: 't', value: 7 }, ['topic:t', 'group:g']],
  [
    'AdminService/CreateAcls',
    {
      acls: [
        {
          principal: 'user:ann',
          resourceType: 'RESOURCE_TYPE_GROUP',
          resourceName: 'g',
          operation: 'ACL_OPERATION_READ',
        },
      ],
    },
    ['principal:user:ann', 'group:g'],
  ],
  [
    'AdminService/AlterPartitionReassignments',
    { reassignments: [{ partition: { topic: 'orders', partition: 1 }, replicas: [1, 2] }] },
    ['topic:orders'],
  ],
  [
    'LogService/DeleteRecords',
    { partitions: [{ topicId: '34b9d209', partition: 0, beforeOffset: 5 }] },
    ['topic-id:34b9d209'],
  ],
  ['AdminService/DescribeCluster', {}, []],
])('names what %s is about', (method, request, resources) => {
  expect(auditedResources(method, request)).toEqual(resources);
});

it('names twenty resources at most', () => {
  const partitions = Array.from({ length: 100 }, (_, index) => ({ topic: `t${index}` }));
  expect(auditedResources('AdminService/ElectLeaders', { partitions })).toHaveLength(20);
});
