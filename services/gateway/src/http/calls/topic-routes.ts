import { AdminService, MetadataService } from '@weir/protos';
import type { HttpCalls } from '../http-calls.ts';
import type { CallRoute } from './call-route.ts';

const admin = AdminService.service;
const oneTopic = '/v1/topics/:topic';

/** Topics, their configs and their number of partitions. */
export const topicRoutes: readonly CallRoute[] = [
  {
    ...{ verb: 'GET', url: '/v1/topics', name: 'ListTopics' },
    ...{ method: admin.ListTopics, summary: 'The topics with their health, in order of name' },
  },
  {
    ...{ verb: 'POST', url: '/v1/topics', name: 'CreateTopic' },
    ...{ method: admin.CreateTopic, summary: 'Creates a topic; 1 partition by default' },
    ...{ defaults: topicDefaults, successCode: 201 },
  },
  {
    ...{ verb: 'GET', url: oneTopic, name: 'DescribeTopic', pathField: 'name' },
    ...{ method: admin.DescribeTopic, summary: 'Partitions and configs of a topic' },
  },
  {
    ...{ verb: 'DELETE', url: oneTopic, name: 'DeleteTopic', pathField: 'name' },
    ...{ method: admin.DeleteTopic, summary: 'Deletes a topic with all its records' },
  },
  {
    ...{ verb: 'PATCH', url: `${oneTopic}/configs`, name: 'AlterTopicConfigs', pathField: 'name' },
    ...{ method: admin.AlterTopicConfigs, summary: 'Sets and resets configs of a topic' },
  },
  {
    ...{ verb: 'POST', url: `${oneTopic}/partitions`, name: 'AddPartitions', pathField: 'name' },
    ...{ method: admin.AddPartitions, summary: 'Adds partitions to a topic' },
  },
];

/** Three replicas, or as many as there are nodes to hold them. */
async function topicDefaults(calls: HttpCalls): Promise<object> {
  const { snapshot } = await calls.call(MetadataService.service.GetMetadata, { topics: [''] });
  const alive = snapshot?.nodes.filter(({ state }) => state === 'NODE_STATE_ALIVE').length ?? 0;
  return { partitions: 1, replicationFactor: Math.max(1, Math.min(3, alive)) };
}
