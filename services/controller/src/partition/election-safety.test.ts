import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Election } from './election.ts';

/** A replica in a random history: an unclean one may have lost what it held. */
interface Replica {
  readonly isHolder: boolean;
  readonly isClean: boolean;
  readonly hasPromised: boolean;
  readonly lag: number;
}

const committedEnd = 10;
const replica = fc.record<Replica>({
  isHolder: fc.boolean(),
  isClean: fc.boolean(),
  hasPromised: fc.boolean(),
  lag: fc.integer({ min: 0, max: 9 }),
});

it('never elects by rule a a replica that lacks what m replicas had acknowledged', () => {
  fc.assert(
    fc.property(
      fc.array(replica, { minLength: 1, maxLength: 7 }),
      fc.integer({ min: 1, max: 7 }),
      fc.boolean(),
      (replicas, m, isUnclean) => {
        const minInsyncReplicas = Math.min(m, replicas.length);
        const holders = replicas.filter(({ isHolder }) => isHolder).length;
        fc.pre(holders >= minInsyncReplicas);
        const ids = replicas.map((_, index) => index);
        const sets = [{ replicas: ids, minInsyncReplicas }];
        const election = new Election({
          leaderEpoch: 5,
          proposalId: 'p',
          preference: ids,
          isUnclean,
        });
        election.ask(ids);
        const endOf = ({ isHolder, isClean, lag }: Replica): number =>
          isHolder && isClean ? committedEnd + lag : committedEnd - 1 - lag;
        for (const [id, each] of replicas.entries()) {
          if (!each.hasPromised) election.recordAbsence(id);
          else {
            election.recordPromise(id, {
              incarnation: 'i',
              isClean: each.isClean,
              lastEpoch: 4,
              logEndOffset: endOf(each),
              highWatermark: 0,
              sets,
            });
          }
        }
        const decision = election.decide();
        if (decision.kind !== 'elected') return;
        const promised = replicas.filter(({ hasPromised }) => hasPromised).length;
        expect(promised).toBeGreaterThan(replicas.length / 2);
        const leader = replicas[decision.leader];
        const hasAll = leader !== undefined && endOf(leader) >= committedEnd;
        expect(hasAll || decision.possibleLossFromOffset !== undefined).toBe(true);
      },
    ),
    { numRuns: 2_000 },
  );
});
