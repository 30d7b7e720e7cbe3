import { clusterResource } from '@weir/core';
import { expect, it } from 'vitest';
import { accessDenied } from './access-denied.ts';

it('says who may not do what, and the command that allows it', () => {
  expect(accessDenied('user:ann', 'write', { type: 'topic', name: 'orders' })).toMatchObject({
    code: 'TOPIC_AUTHORIZATION_FAILED',
    message:
      'user:ann may not write to topic "orders": allow it with ' +
      'weir acl create --principal user:ann --operation write --topic orders',
  });
  expect(accessDenied('user:ann', 'alter-configs', clusterResource)).toMatchObject({
    code: 'CLUSTER_AUTHORIZATION_FAILED',
    message:
      'user:ann may not alter the configs of the cluster: allow it with ' +
      'weir acl create --principal user:ann --operation alter-configs --cluster',
  });
});

it('quotes names for the shell', () => {
  const { message } = accessDenied('user:Ann B', 'read', { type: 'group', name: "it's" });
  expect(message).toContain(`--principal 'user:Ann B' --operation read --group 'it'\\''s'`);
});
