import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CreditShare } from './credit-share.ts';

const kib = 1024;

function open(...leaders: string[]): CreditShare {
  const share = new CreditShare();
  for (const leader of leaders) share.open(leader);
  return share;
}

it('gives each leader its share, and keeps the rest for those that may come', () => {
  const share = open('a', 'b');
  share.grant(300 * kib);
  expect(share.takeGrants(['a', 'b'], 3)).toEqual(
    new Map([
      ['a', 100 * kib],
      ['b', 100 * kib],
    ]),
  );
  share.open('c');
  expect(share.takeGrants(['c'], 3)).toEqual(new Map([['c', 100 * kib]]));
  expect(share.balanceBytes).toBe(300 * kib);
});

it('gives more when half is used, not before', () => {
  const share = open('a');
  share.grant(300 * kib);
  share.takeGrants(['a'], 3);
  share.received('a', 40 * kib, 0);
  expect(share.takeGrants(['a'], 3).size).toBe(0);
  share.received('a', 40 * kib, 0);
  expect(share.takeGrants(['a'], 3).get('a')).toBeGreaterThan(40 * kib);
});

it('divides again what was dropped, and what a leader held that is gone', () => {
  const share = open('a', 'b');
  share.grant(100 * kib);
  share.takeGrants(['a', 'b'], 2);
  share.received('a', 50 * kib, 50 * kib);
  expect(share.balanceBytes).toBe(100 * kib);
  share.close('a');
  share.received('b', 50 * kib, 0);
  expect(share.takeGrants(['b'], 2).get('b')).toBe(25 * kib);
});

it('knows who waits for what another one holds', () => {
  const share = open('a', 'b');
  share.grant(10 * kib);
  share.takeGrants(['a', 'b'], 2);
  expect(share.isStarved('a')).toBe(false);
  expect(share.isStarved('b')).toBe(true);
  share.received('a', 10 * kib, 0);
  expect(share.isStarved('b')).toBe(false);
});

const leaders = ['a', 'b', 'c'] as const;
const maxBatchBytes = 100 * kib;
const command = fc.oneof(
  fc.record({ kind: fc.constant('grant' as const), bytes: fc.integer({ min: 0, max: 200 * kib }) }),
  fc.record({
    kind: fc.constant('send' as const),
    leader: fc.constantFrom(...leaders),
    extraBytes: fc.integer({ min: 0, max: maxBatchBytes }),
    isDropped: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('reopen' as const), leader: fc.constantFrom(...leaders) }),
);

it('never lets leaders send more than the client takes, but for one batch each', () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 60 }), (commands) => {
      const share = open(...leaders);
      let takenBytes = 0;
      for (const each of commands) {
        if (each.kind === 'grant') {
          share.grant(each.bytes);
          takenBytes += each.bytes;
        } else if (each.kind === 'reopen') {
          share.close(each.leader);
          share.open(each.leader);
        } else if (share.heldBy(each.leader) > 0) {
          // A leader that holds credit sends it all, and one batch beyond.
          const bytes = share.heldBy(each.leader) + each.extraBytes;
          share.received(each.leader, bytes, each.isDropped ? bytes : 0);
          if (!each.isDropped) takenBytes -= bytes;
        }
        share.takeGrants(leaders, 3);
        expect(share.balanceBytes).toBe(takenBytes);
        const holders = leaders.filter((leader) => share.heldBy(leader) > 0);
        const heldBytes = holders.reduce((sum, leader) => sum + share.heldBy(leader), 0);
        // Each holder may still send a batch beyond; each of the others has, at most.
        const beyondBytes = (leaders.length - holders.length) * maxBatchBytes;
        expect(heldBytes - takenBytes).toBeLessThanOrEqual(beyondBytes);
      }
    }),
  );
});
