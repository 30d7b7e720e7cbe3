import { AdminService, GroupService } from '@weir/protos';
import { expect, it } from 'vitest';
import { httpAppOf } from '../http-app.fixture.ts';

type Verb = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/** Sends a request; returns the status and what call it became, by the fields that it told. */
async function callOf(method: Verb, url: string, payload?: object) {
  const calls: { readonly method: string; readonly request: object }[] = [];
  const app = await httpAppOf({
    services: [AdminService.service, GroupService.service],
    handle: async (called, request) => {
      calls.push({ method: called, request });
      return {};
    },
  });
  const response = await app.inject({
    ...{ method, url },
    ...(payload === undefined ? {} : { payload }),
  });
  return { statusCode: response.statusCode, calls, body: response.body };
}

interface Case {
  /** Verb and URL. */
  readonly asked: `${Verb} ${string}`;
  readonly body?: object;
  readonly call: string;
  readonly request: object;
}

const dryRun = { filter: { principal: 'user:a' }, dryRun: true };
const preferred = { type: 'ELECTION_TYPE_PREFERRED' };
const quota = { quota: { principal: '*', requestsPerSecond: 5 } };
const move = {
  reassignments: [{ partition: { topic: 't', partition: 1 }, replicas: [2, 3] }],
};
const reset = { to: 'RESET_TO_EARLIEST', dryRun: true };
const topicAcl = { principal: 'user:a', resourceType: 'RESOURCE_TYPE_TOPIC' };

const cases: readonly Case[] = [
  { asked: 'GET /v1/cluster', call: 'DescribeCluster', request: {} },
  {
    ...{ asked: 'GET /v1/topics?includeInternal=true', call: 'ListTopics' },
    request: { includeInternal: true },
  },
  { asked: 'GET /v1/topics/a.b', call: 'DescribeTopic', request: { name: 'a.b' } },
  { asked: 'DELETE /v1/topics/t', call: 'DeleteTopic', request: { name: 't' } },
  {
    ...{ asked: 'PATCH /v1/topics/t/configs', body: { set: { a: '1' }, validateOnly: true } },
    ...{ call: 'AlterTopicConfigs', request: { name: 't', set: { a: '1' }, validateOnly: true } },
  },
  {
    ...{ asked: 'POST /v1/topics/t/partitions', body: { totalPartitions: 6 } },
    ...{ call: 'AddPartitions', request: { name: 't', totalPartitions: 6 } },
  },
  { asked: 'GET /v1/groups/g', call: 'DescribeGroup', request: { groupId: 'g' } },
  { asked: 'DELETE /v1/groups/g', call: 'DeleteGroup', request: { groupId: 'g' } },
  {
    ...{ asked: 'POST /v1/groups/g/offsets', body: reset },
    ...{ call: 'ResetOffsets', request: { groupId: 'g', ...reset } },
  },
  {
    ...{ asked: 'POST /v1/nodes/3/drain', call: 'SetNodeDrain' },
    request: { nodeId: 3, draining: true },
  },
  {
    ...{ asked: 'POST /v1/nodes/3/drain', body: { draining: false } },
    ...{ call: 'SetNodeDrain', request: { nodeId: 3, draining: false } },
  },
  {
    ...{ asked: 'POST /v1/nodes/3/decommission', body: { cancel: true } },
    ...{ call: 'DecommissionNode', request: { nodeId: 3, cancel: true } },
  },
  {
    ...{ asked: 'POST /v1/nodes/3/decommission', call: 'DecommissionNode' },
    request: { nodeId: 3, cancel: false },
  },
  { asked: 'DELETE /v1/nodes/3', call: 'RemoveNode', request: { nodeId: 3 } },
  {
    ...{ asked: 'POST /v1/elections', body: preferred },
    ...{ call: 'ElectLeaders', request: { ...preferred, partitions: [] } },
  },
  {
    ...{ asked: 'GET /v1/reassignments', call: 'ListPartitionReassignments' },
    request: { partitions: [] },
  },
  {
    ...{ asked: 'POST /v1/reassignments', body: move },
    ...{ call: 'AlterPartitionReassignments', request: move },
  },
  {
    ...{ asked: 'POST /v1/balance', body: { validateOnly: true } },
    ...{ call: 'BalanceReplicas', request: { validateOnly: true } },
  },
  {
    asked: 'GET /v1/acls?principal=user:a&resourceType=RESOURCE_TYPE_TOPIC',
    ...{ call: 'ListAcls', request: { filter: { ...topicAcl, resourceName: '' } } },
  },
  {
    ...{ asked: 'POST /v1/acls', body: { acls: [topicAcl] } },
    ...{ call: 'CreateAcls', request: { acls: [topicAcl] } },
  },
  { asked: 'POST /v1/acls/delete', body: dryRun, call: 'DeleteAcls', request: dryRun },
  {
    ...{ asked: 'GET /v1/keys?principal=user:a', call: 'ListApiKeys' },
    request: { principal: 'user:a' },
  },
  { asked: 'DELETE /v1/keys/k1', call: 'RevokeApiKey', request: { keyId: 'k1' } },
  { asked: 'GET /v1/quotas', call: 'ListQuotas', request: {} },
  { asked: 'POST /v1/quotas', body: quota, call: 'SetQuota', request: quota },
  {
    ...{ asked: 'GET /v1/audit?limit=5&pageToken=x&principal=user:a', call: 'ListAudit' },
    request: { limit: 5, pageToken: 'x', principal: 'user:a' },
  },
];

it.each(cases)('$asked is the call $call', async ({ asked, body, call, request }) => {
  const [verb, url] = asked.split(' ') as [Verb, string];
  const answer = await callOf(verb, url, body);
  expect(answer).toMatchObject({ statusCode: 200, calls: [{ request }] });
  expect(answer.calls[0]?.method.split('/')[1]).toBe(call);
});

it('says that a key was made, with its secret', async () => {
  const app = await httpAppOf({
    services: [AdminService.service],
    handle: async (_method, { principal, ttlMs }: { principal?: string; ttlMs?: number }) => ({
      secret: 'weir_k1_s',
      key: { keyId: 'k1', principal, expiresAtMs: ttlMs },
    }),
  });
  const payload = { principal: 'user:a', ttlMs: 5_000 };
  const response = await app.inject({ method: 'POST', url: '/v1/keys', payload });
  expect(response.statusCode).toBe(201);
  expect(response.headers['cache-control']).toBe('no-store');
  expect(response.json()).toEqual({
    secret: 'weir_k1_s',
    key: { keyId: 'k1', principal: 'user:a', description: '', createdAtMs: 0, expiresAtMs: 5_000 },
  });
});

it.each<[Verb, string, object | undefined, string]>([
  ['POST', '/v1/nodes/three/drain', {}, 'params/node must be integer'],
  ['POST', '/v1/nodes/3/drain', { nodeId: 4 }, 'body has an unknown field "nodeId"'],
  ['GET', '/v1/acls?filter=x', undefined, 'querystring has an unknown field "filter"'],
  ['GET', '/v1/reassignments?partitions=x', undefined, 'querystring has an unknown field'],
  ['GET', '/v1/acls?operation=READ', undefined, 'querystring/operation must be equal to one of'],
])('refuses %s %s %j before any call', async (verb, url, payload, reason) => {
  const { statusCode, calls, body } = await callOf(verb, url, payload);
  expect({ statusCode, calls }).toEqual({ statusCode: 400, calls: [] });
  expect(JSON.parse(body)).toMatchObject({ error: { code: 'INVALID_REQUEST' } });
  expect(body).toContain(JSON.stringify(reason).slice(1, -1));
});

it('refuses a body that is not JSON, and says so', async () => {
  const app = await httpAppOf({ services: [AdminService.service] });
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const response = await app.inject({
    ...{ method: 'POST', url: '/v1/topics', headers, payload: 'name=x' },
  });
  expect(response.statusCode).toBe(415);
  expect(response.json()).toMatchObject({ error: { code: 'INVALID_REQUEST' } });
});
