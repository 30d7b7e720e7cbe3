import { ManualClock, type TopicId } from '@weir/core';
import { silentLogger } from '@weir/runtime';
import { describe, expect, it } from 'vitest';

import { ReplicaHealer } from './replica-healer.ts';
import type { ReplicaKey } from './replica-store.ts';

const key = (partition: number): ReplicaKey => ({ topicId: 't' as TopicId, partition });

/** A healer whose attempts end as the test says. */
function heal(attempt: (key: ReplicaKey, attempt: number) => Promise<void>) {
  const clock = new ManualClock();
  const attempts: string[] = [];
  const healer = new ReplicaHealer({
    clock,
    logger: silentLogger,
    heal: (asked, number) => {
      attempts.push(`${asked.partition} #${number} at ${clock.monotonicMs()}`);
      return attempt(asked, number);
    },
  });
  /** Lets time pass in steps of a second, with what follows from each. */
  const pass = async (seconds: number): Promise<void> => {
    for (let second = 0; second < seconds; second += 1) {
      clock.advanceBy(1000);
      await new Promise(setImmediate);
    }
  };
  return { clock, attempts, healer, pass };
}

const succeeds = (): Promise<void> => Promise.resolve();
const fails = (): Promise<void> => Promise.reject(new Error('not yet'));

describe('ReplicaHealer', () => {
  it('tries after a second, or at once, and no more when that has helped', async () => {
    const { clock, attempts, healer, pass } = heal(succeeds);
    healer.failed(key(1), { isUrgent: false });
    healer.failed(key(2), { isUrgent: true });
    clock.advanceBy(0);
    expect(attempts).toEqual(['2 #1 at 0']);
    await pass(100);
    expect(attempts).toEqual(['2 #1 at 0', '1 #1 at 1000']);
  });

  it('tries again after growing pauses of up to a minute', async () => {
    const { attempts, healer, pass } = heal(fails);
    healer.failed(key(1), { isUrgent: false });
    await pass(250);
    expect(attempts.map((each) => each.replace('1 ', ''))).toEqual([
      '#1 at 1000',
      '#2 at 3000',
      '#3 at 7000',
      '#4 at 15000',
      '#5 at 31000',
      '#6 at 63000',
      '#7 at 123000',
      '#8 at 183000',
      '#9 at 243000',
    ]);
  });

  it('lets pauses grow for one that is well for a while only, urgent or not', async () => {
    const { attempts, healer, pass } = heal(succeeds);
    for (let round = 0; round < 3; round += 1) {
      healer.failed(key(1), { isUrgent: true });
      await pass(10);
    }
    expect(attempts).toEqual(['1 #1 at 0', '1 #1 at 12000', '1 #1 at 24000']);
  });

  it('has forgotten after ten minutes that a replica had failed', async () => {
    const { attempts, healer, pass } = heal(succeeds);
    healer.failed(key(1), { isUrgent: false });
    await pass(600);
    healer.failed(key(1), { isUrgent: false });
    await pass(10);
    expect(attempts).toEqual(['1 #1 at 1000', '1 #1 at 601000']);
  });

  it('runs sixteen attempts at a time', async () => {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const { attempts, healer, pass } = heal(() => promise);
    for (let partition = 0; partition < 20; partition += 1) {
      healer.failed(key(partition), { isUrgent: false });
    }
    await pass(5);
    expect(attempts).toHaveLength(16);
    resolve(undefined);
    await pass(1);
    expect(attempts).toHaveLength(20);
  });

  it('leaves off when the replica goes, or the node stops', async () => {
    const { attempts, healer, pass } = heal(fails);
    healer.failed(key(1), { isUrgent: false });
    healer.failed(key(2), { isUrgent: false });
    healer.forget(key(1));
    await pass(2);
    healer.stop();
    await pass(10);
    expect(attempts).toEqual(['2 #1 at 1000']);
  });
});
