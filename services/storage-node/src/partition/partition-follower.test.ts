import type { Offset, TopicId } from '@weir/core';
import { createLogger } from '@weir/runtime';
import { expect, it } from 'vitest';

import type { PartitionLog } from '../log/partition-log.ts';
import { PartitionFollower } from './partition-follower.ts';
import type { ReplicaDriver } from './replica-driver.ts';
import type { FollowerLinks } from './replication-ports.ts';

/** A follower whose sessions break, with the warnings that it gives. */
function harness() {
  const warnings: unknown[] = [];
  const rejoined: number[] = [];
  const log = { logEndOffset: 0 as Offset };
  const links: Pick<FollowerLinks, 'rejoin'> = {
    rejoin: (_endpoint, session) => rejoined.push(session),
  };
  const follower = new PartitionFollower({
    key: { topicId: 'topic' as TopicId, partition: 0 },
    driver: {} as ReplicaDriver,
    log: log as PartitionLog,
    links: links as FollowerLinks,
    observer: { replicatedIn: () => undefined, replicatedOut: () => undefined },
    logger: createLogger({
      service: 'test',
      destination: {
        write: (line: string) => {
          warnings.push((JSON.parse(line) as { readonly reason: string }).reason);
        },
      },
    }),
  });
  const breakSession = (session: number, reason: string): void => {
    follower.carryOut({ kind: 'sessionBroken', session, reason });
  };
  return { warnings, rejoined, log, breakSession };
}

it('warns of a reason once until more is written, however many sessions it breaks', () => {
  const { warnings, rejoined, log, breakSession } = harness();
  for (let session = 1; session < 100; session += 1) breakSession(session, 'Disk is full');
  expect(rejoined).toHaveLength(99);
  expect(warnings).toEqual(['Disk is full']);
  breakSession(100, 'Batch is corrupt');
  log.logEndOffset = 1 as Offset;
  breakSession(101, 'Batch is corrupt');
  expect(warnings).toEqual(['Disk is full', 'Batch is corrupt', 'Batch is corrupt']);
});
