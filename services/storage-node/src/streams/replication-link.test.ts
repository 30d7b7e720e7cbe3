import { EventEmitter } from 'node:events';

import { ManualClock, type Offset, type Random, type TopicId } from '@weir/core';
import type { ReplicaJoinReply } from '@weir/protos';
import { type ChannelPool, silentLogger } from '@weir/runtime';
import { expect, it } from 'vitest';

import type { FollowerEndpoint } from '../partition/replication-ports.ts';
import { ReplicationLink } from './replication-link.ts';

/** The client's end of a stream whose server never answers of itself. */
class SilentStream extends EventEmitter {
  write(): boolean {
    return true;
  }

  refuseJoin(session: number): void {
    this.emit('data', { replies: [{ session, errorCode: 'NOT_LEADER_OR_FOLLOWER' }], data: [] });
  }
}

/** A follower that acknowledges what the test says. */
class Follower implements FollowerEndpoint {
  readonly key = { topicId: 'topic' as TopicId, partition: 0 };
  session = 0;
  logEndOffset = 7;
  readonly replies: ReplicaJoinReply[] = [];

  get acknowledgement() {
    const { session, logEndOffset } = this;
    return { session, logEndOffset, lastEpoch: 1, receivedOffset: 9 };
  }

  connected(session: number): void {
    this.session = session;
  }

  disconnected(): void {
    return;
  }

  joinReplied(reply: ReplicaJoinReply): void {
    this.replies.push(reply);
  }

  received(): void {
    return;
  }

  whenWritable(): undefined {
    return undefined;
  }
}

/** Never shortens a wait. */
const random: Pick<Random, 'nextInt'> = { nextInt: (bound) => bound - 1 };

function harness() {
  const clock = new ManualClock();
  const stream = new SilentStream();
  const channels: Pick<ChannelPool, 'client'> = {
    client: () => ({ Replicate: () => stream }) as never,
  };
  const link = new ReplicationLink({
    address: 'leader',
    channels: channels as ChannelPool,
    clock,
    random: random as Random,
    logger: silentLogger,
    hello: () => ({}),
  });
  const follower = new Follower();
  link.attach(follower);
  /** Ends the session; returns how long it takes until the next one, in milliseconds. */
  const pauseAfter = (end: (session: number) => void): number => {
    const ended = follower.session;
    end(ended);
    let pauseMs = 0;
    for (; follower.session === ended; pauseMs += 1) clock.advanceBy(1);
    return pauseMs;
  };
  const start = async (): Promise<void> => {
    const { session, logEndOffset } = follower;
    link.start(follower, { session, logEndOffset: logEndOffset as Offset, lastEpoch: 1 });
    await turn();
  };
  const acknowledge = (logEndOffset: number): Promise<void> => {
    follower.logEndOffset = logEndOffset;
    link.acknowledge(follower);
    return turn();
  };
  const rejoin = (session: number): void => {
    link.rejoin(follower, session);
  };
  return { stream, pauseAfter, start, acknowledge, rejoin };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it('waits longer after each session that starts and brings nothing onto the disk', async () => {
  const { pauseAfter, start, acknowledge, rejoin } = harness();
  const pauses: number[] = [];
  for (let round = 0; round < 10; round += 1) {
    await start();
    // Taken over, not written.
    await acknowledge(7);
    pauses.push(pauseAfter(rejoin));
  }
  expect(pauses).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 1000, 1000]);
});

it('begins with short pauses again once a session has brought something onto the disk', async () => {
  const { pauseAfter, start, acknowledge, rejoin } = harness();
  for (let round = 0; round < 5; round += 1) {
    await start();
    pauseAfter(rejoin);
  }
  await start();
  await acknowledge(8);
  expect(pauseAfter(rejoin)).toBe(5);
});

it('measures a session by where it started, also when the log was cut before', async () => {
  const { pauseAfter, start, acknowledge, rejoin } = harness();
  await start();
  expect(pauseAfter(rejoin)).toBe(5);
  await acknowledge(3);
  await start();
  expect(pauseAfter(rejoin)).toBe(10);
  await start();
  await acknowledge(4);
  expect(pauseAfter(rejoin)).toBe(5);
});

it('waits longer after each join that the leader refuses', () => {
  const { stream, pauseAfter } = harness();
  const refuse = (session: number): void => {
    stream.refuseJoin(session);
  };
  expect([1, 2, 3].map(() => pauseAfter(refuse))).toEqual([5, 10, 20]);
});
