import { ManualClock, type TopicId, WeirError } from '@weir/core';
import { silentLogger } from '@weir/runtime';
import { describe, expect, it } from 'vitest';

import { type FailureKind, ReplicaHealth, type ReplicaSymptoms } from './replica-health.ts';
import type { ReplicaKey } from './replica-store.ts';

const key = (partition: number): ReplicaKey => ({ topicId: 't' as TopicId, partition });
const online: ReplicaSymptoms = { failure: undefined, isClean: true, canPromise: true };
const recovering: ReplicaSymptoms = { ...online, isClean: false };

function failed(kind: FailureKind): ReplicaSymptoms {
  return {
    failure: { kind, error: new WeirError('STORAGE_ERROR', kind) },
    isClean: false,
    canPromise: false,
  };
}

/** Health that is counted, and what was told. */
function observe() {
  const clock = new ManualClock(1000);
  const told: string[] = [];
  const observer = {
    replicaFailed: (kind: string) => told.push(kind),
    replicaHealed: () => told.push('healed'),
  };
  return { clock, told, health: new ReplicaHealth(clock, silentLogger, observer) };
}

describe('ReplicaHealth', () => {
  it('tells each change once', () => {
    const { told, health } = observe();
    health.note(key(1), online);
    expect(told).toEqual([]);
    health.note(key(1), failed('damaged'));
    health.note(key(1), failed('damaged'));
    health.note(key(1), failed('disk_error'));
    health.note(key(1), recovering);
    expect(told).toEqual(['damaged', 'disk_error']);
    health.note(key(1), online);
    health.note(key(1), online);
    expect(told).toEqual(['damaged', 'disk_error', 'healed']);
  });

  it('knows who has failed, why, and since when', () => {
    const { clock, health } = observe();
    health.note(key(1), failed('disk_error'));
    clock.advanceBy(500);
    health.note(key(1), failed('disk_error'));
    health.note(key(2), recovering);
    expect(health.failures()).toEqual([
      {
        ...key(1),
        kind: 'disk_error',
        reason: 'disk_error',
        failedAtMs: 1000,
        canPromise: false,
      },
    ]);
    health.forget(key(1));
    expect(health.failures()).toEqual([]);
  });

  it('does not say why of thousands', () => {
    const { health } = observe();
    for (let partition = 0; partition < 1000; partition += 1) {
      health.note(key(partition), failed('database'));
    }
    const reasons = health.failures().filter(({ reason }) => reason !== '');
    expect([health.failures().length, reasons.length]).toEqual([1000, 100]);
  });

  it('is counted by state and reason', () => {
    const { health } = observe();
    health.note(key(1), online);
    health.note(key(2), recovering);
    health.note(key(3), failed('disk_full'));
    health.note(key(4), failed('damaged'));
    expect(health.counts()).toEqual({
      online: 1,
      recovering: 1,
      failed: { damaged: 1, disk_error: 0, disk_full: 1, database: 0, broken_rule: 0 },
    });
  });
});
