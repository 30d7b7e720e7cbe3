import type { LeaderEpoch, NodeId } from '@weir/core';
import { describe, expect, it } from 'vitest';

import { ModelCluster } from '../../test/model-cluster.ts';
import { entry } from '../../test/model-replica.ts';
import { ReplicaConfigs } from './replica-configs.ts';
import { type DurableReplica, noVote } from './replica-state.ts';
import { planRestart, type RestartFacts } from './restart.ts';

const set = { replicas: [1, 2, 3] as NodeId[], minInsyncReplicas: 2 };

function facts(
  options: Partial<Omit<RestartFacts, 'durable'>> = {},
  durable: Partial<DurableReplica> = {},
): RestartFacts {
  return {
    durable: {
      vote: noVote,
      isClean: true,
      isDirty: false,
      epochs: [entry(1, 0), entry(2, 5), entry(3, 6)],
      configs: new ReplicaConfigs([{ sets: [set], offset: -1, leaderEpoch: 0 as LeaderEpoch }]),
      isSetAside: false,
      ...durable,
    },
    logEndOffset: 9,
    isDamaged: false,
    wasShutDownCleanly: false,
    mayHaveLostWrites: false,
    isAmnesiac: false,
    ...options,
  };
}

describe('a restart (6.2, 6.3, 6.4)', () => {
  it('drops epoch entries above the log end and keeps those at it', () => {
    const plan = planRestart(facts({ logEndOffset: 5 }));
    expect(plan.durable.epochs).toEqual([entry(1, 0), entry(2, 5)]);
    expect(plan.effects).toEqual([{ kind: 'truncateEpochs', count: 2 }]);
  });

  it('drops configs whose records the log has lost (8.1)', () => {
    const { durable } = facts();
    const configs = durable.configs.append({ sets: [set], offset: 7, leaderEpoch: 3 as never });
    const plan = planRestart(facts({ logEndOffset: 7 }, { configs }));
    expect(plan.durable.configs.entries).toHaveLength(1);
  });

  it('has lost its vote with the database, and says so before anything else', () => {
    const plan = planRestart(facts({ isAmnesiac: true }));
    expect(plan.durable).toMatchObject({ isClean: false, vote: { ...noVote, isLost: true } });
    expect(plan.effects).toContainEqual({ kind: 'saveVote', vote: plan.durable.vote });
  });

  it('stays clean in mode D whatever died', () => {
    expect(planRestart(facts({ mayHaveLostWrites: true })).durable.isClean).toBe(true);
  });

  it('stays clean in mode U when only the process died', () => {
    expect(planRestart(facts({}, { isDirty: true })).durable.isClean).toBe(true);
  });

  it('is unclean in mode U when the kernel died, before anything else', () => {
    const plan = planRestart(
      facts({ mayHaveLostWrites: true, logEndOffset: 0 }, { isDirty: true }),
    );
    expect(plan.durable.isClean).toBe(false);
    expect(plan.effects[0]).toEqual({ kind: 'saveClean', isClean: false });
  });

  it('forgets the dirty mark after a clean shutdown only', () => {
    const clean = planRestart(facts({ wasShutDownCleanly: true }, { isDirty: true }));
    expect(clean.durable).toMatchObject({ isClean: true, isDirty: false });
    expect(planRestart(facts({}, { isDirty: true })).durable.isDirty).toBe(true);
  });

  it('is unclean and empty with a damaged log', () => {
    const plan = planRestart(facts({ isDamaged: true, logEndOffset: 0 }));
    expect(plan.durable).toMatchObject({ isClean: false, isSetAside: true, epochs: [] });
  });

  it('is unclean when the database of the votes was lost', () => {
    expect(planRestart(facts({ isAmnesiac: true })).durable.isClean).toBe(false);
  });
});

describe('a crash in a cluster', () => {
  it('of a leader in mode D loses at most what was never acknowledged', () => {
    const cluster = new ModelCluster([1, 2, 3].map((nodeId) => ({ nodeId })));
    cluster.elect(1, 1, [1, 2, 3]);
    cluster.node(1).append('a');
    cluster.settle();
    cluster.node(1).holdsSyncs = true;
    cluster.node(1).append('b');
    cluster.restart(1, 'kernel');
    cluster.elect(2, 2, [1, 2, 3]);
    cluster.node(1).holdsSyncs = false;
    cluster.settle();
    expect(cluster.node(1).log.content[0]).toBe('1:a');
    expect(cluster.node(1).log.content).toEqual(cluster.node(2).log.content);
    expect(cluster.node(1).durable.isClean).toBe(true);
  });

  it('does not let a restarted leader resume its epoch (3.1)', () => {
    const cluster = new ModelCluster([1, 2, 3].map((nodeId) => ({ nodeId })));
    cluster.elect(1, 1, [1, 2, 3]);
    const { incarnation } = cluster.node(1);
    cluster.restart(1, 'process');
    cluster.node(1).leaderAndIsr(1, 1, { incarnation });
    expect(cluster.node(1).replica.serving).toBeUndefined();
  });
});
