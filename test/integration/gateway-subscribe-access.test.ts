import { isAllowed, type AclOperation, type AclRule, type Resource, WeirError } from '@weir/core';
import type { SubscribeOpenInput } from '@weir/protos';
import type { Caller, Usage } from '@weir/runtime';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { eventually } from '../harness/eventually.ts';
import { GatewaySystem, type MessagingClient } from '../harness/gateway-system.ts';
import { GrpcSubscriber } from '../harness/grpc-subscriber.ts';

/** One user whose rights and quota the test changes while their streams are open. */
class ChangingUser implements Caller {
  readonly principal = 'user:ada';
  readonly isInternal = false;
  securityVersion = 1;
  rules: AclRule[] = [];
  isRevoked = false;
  fetchedBytes = 0;
  pauseMs = 0;

  allow(resourceType: 'topic' | 'group', resourceName: string): void {
    const { principal } = this;
    this.rules.push({
      ...{ principal, resourceType, resourceName, patternType: 'literal' },
      ...{ operation: 'read', permission: 'allow' },
    });
    this.securityVersion += 1;
  }

  forbid(resourceName: string): void {
    this.rules = this.rules.filter((rule) => rule.resourceName !== resourceName);
    this.securityVersion += 1;
  }

  may(operation: AclOperation, resource: Resource): boolean {
    return isAllowed(this.rules, { principal: this.principal, operation, resource });
  }

  require(operation: AclOperation, resource: Resource): void {
    if (this.may(operation, resource)) return;
    const code =
      resource.type === 'group' ? 'GROUP_AUTHORIZATION_FAILED' : 'TOPIC_AUTHORIZATION_FAILED';
    throw new WeirError(
      code,
      `${this.principal} may not ${operation} ${resource.type} ${resource.name}`,
    );
  }

  checkCredentials(): void {
    if (this.isRevoked) throw new WeirError('AUTHENTICATION_FAILED', 'The key was revoked');
  }

  charge({ fetchedBytes = 0 }: Usage): number {
    this.fetchedBytes += fetchedBytes;
    // A question alone uses nothing, so nothing has to be paid for.
    return fetchedBytes > 0 ? this.pauseMs : 0;
  }
}

let system: GatewaySystem;
let client: MessagingClient;
let user = new ChangingUser();

beforeAll(async () => {
  system = await GatewaySystem.start();
  const { address } = await system.addGateway({ security: { identify: () => user } });
  ({ client } = system.client(address));
}, 60_000);

afterAll(async () => {
  await system[Symbol.asyncDispose]();
}, 60_000);

beforeEach(() => {
  user = new ChangingUser();
});

async function fill(topic: string, count = 1): Promise<void> {
  await system.weir.admin().createTopic({ name: topic, partitions: 1, replicationFactor: 1 });
  await using producer = system.weir.producer();
  for (let sent = 0; sent < count; sent += 1) {
    await producer.send({ topic, partition: 0, value: Buffer.alloc(1_000) });
  }
}

function subscribe(open: SubscribeOpenInput): GrpcSubscriber {
  return new GrpcSubscriber(client, { creditBytes: 1_000_000, ...open });
}

it('needs the right to read the group and each topic', async () => {
  await fill('ledger');
  const byGroup = subscribe({ groupId: 'books', topics: ['ledger'] });
  expect(await eventually(() => byGroup.error)).toMatchObject({
    code: 'GROUP_AUTHORIZATION_FAILED',
  });
  user.allow('group', 'books');
  const byTopic = subscribe({ groupId: 'books', topics: ['ledger'] });
  expect(await eventually(() => byTopic.error)).toMatchObject({
    code: 'TOPIC_AUTHORIZATION_FAILED',
  });
  const byHand = subscribe({ partitions: [{ topic: 'ledger', partition: 0 }] });
  expect(await eventually(() => byHand.error)).toMatchObject({
    code: 'TOPIC_AUTHORIZATION_FAILED',
  });
  user.allow('topic', 'ledger');
  const reader = subscribe({ groupId: 'books', topics: ['ledger'] });
  await eventually(() => reader.seen.length === 1);
  reader.end();
});

it('loses stream and membership with the right to read', async () => {
  await fill('secret');
  user.allow('group', 'spies');
  user.allow('topic', 'secret');
  const reader = subscribe({ groupId: 'spies', topics: ['secret'] });
  await eventually(() => reader.seen.length === 1);
  await reader.commit(reader.handled());
  user.forbid('secret');
  expect(await eventually(() => reader.error)).toMatchObject({
    code: 'TOPIC_AUTHORIZATION_FAILED',
  });
  const { members } = await system.weir.admin().describeGroup('spies');
  expect(members).toEqual([]);
});

it('ends when the credentials are revoked', async () => {
  await fill('keyed');
  user.allow('topic', 'keyed');
  const reader = subscribe({ partitions: [{ topic: 'keyed', partition: 0 }] });
  await eventually(() => reader.seen.length === 1);
  user.isRevoked = true;
  expect(await eventually(() => reader.error)).toMatchObject({ code: 'AUTHENTICATION_FAILED' });
});

it('reads by pattern only what it may read, also of topics and rights that are new', async () => {
  await fill('log-open');
  await fill('log-shut');
  user.allow('group', 'logs');
  const reader = subscribe({ groupId: 'logs', topicPattern: 'log-.*' });
  await eventually(() => reader.opened.length === 1);
  expect(reader.partitions).toEqual([]);
  user.allow('topic', 'log-open');
  await eventually(() => reader.seen.length === 1);
  user.allow('topic', 'log-late');
  await fill('log-late');
  await fill('log-hidden');
  await eventually(() => reader.partitions.length === 2 && reader.seen.length === 2);
  expect(reader.seen.toSorted()).toEqual(['log-late/0@0', 'log-open/0@0']);
  user.forbid('log-open');
  await eventually(() => reader.revoked.length === 1);
  reader.send({ released: reader.revoked[0]?.partitions ?? [] });
  await eventually(() => reader.partitions.length === 1);
  expect(reader.error).toBeUndefined();
  reader.end();
});

it('is held back for as long as the quota says', async () => {
  await fill('metered', 4);
  user.allow('topic', 'metered');
  user.pauseMs = 60_000;
  const open = { partitions: [{ topic: 'metered', partition: 0 }], maxMessageBytes: 4_096 };
  const reader = subscribe(open);
  await eventually(() => reader.messages.length === 1);
  expect(user.fetchedBytes).toBe(reader.messages[0]?.bytes);
  user.pauseMs = 0;
  const other = subscribe(open);
  await eventually(() => other.seen.length === 4);
  expect(reader.messages).toHaveLength(1);
  for (const subscriber of [reader, other]) subscriber.cancel();
});
