import { expect, it } from 'vitest';
import { judgeLoad, type LoadOutcome } from './judge-load.ts';
import { keysOf, type LoadPlan, loadRoutes } from './load/load-plan.ts';

const plan: LoadPlan = {
  topic: 't',
  partitions: 1,
  replicationFactor: 3,
  minInSyncReplicas: 2,
  intervalMs: 20,
  gateway: 'gateway:7440',
};

const records = loadRoutes.map((route, offset) => ({
  ...{ topic: 't', route, atMs: offset, partition: 0, offset },
  key: keysOf(route, plan)[0] ?? '',
  value: `${route}-0`,
}));

const sound: LoadOutcome = {
  plan,
  sent: { direct: 1, gateway: 1 },
  failures: [],
  events: [
    ...records.map((record) => ({ ...record, kind: 'acknowledged' }) as const),
    ...loadRoutes.flatMap((route) =>
      records.map((record) => ({ ...record, route, kind: 'delivered' }) as const),
    ),
  ],
  stored: records,
};

it('finds nothing wrong where all is well', () => {
  expect(judgeLoad(sound)).toEqual([]);
});

it('finds a record that is lost, and one that is stored twice', () => {
  expect(judgeLoad({ ...sound, stored: records.slice(1) })).toContain(
    '1 acknowledged records are lost: direct-0',
  );
  const [first] = records;
  const twice = { ...sound, stored: [...records, { ...first, offset: 2 }] };
  expect(judgeLoad(twice as LoadOutcome)).toContain('1 records are stored twice: direct-0');
});

it("finds a record that one route's group was never given", () => {
  const events = sound.events.filter(
    (event) => event.kind !== 'delivered' || event.route !== 'gateway' || event.offset !== 0,
  );
  expect(judgeLoad({ ...sound, events })).toEqual([
    '1 acknowledged records were not delivered: direct-0',
  ]);
});

it('finds a record without an answer, a refused one, and a consumer that failed', () => {
  expect(judgeLoad({ ...sound, sent: { direct: 2, gateway: 1 } })).toEqual([
    '1 sent records had no answer: 1',
  ]);
  const refused = { kind: 'refused', route: 'direct', value: 'direct-1' } as const;
  const events = [...sound.events, { ...refused, code: 'INVALID_RECORD', message: 'Bad' }];
  expect(judgeLoad({ ...sound, sent: { direct: 2, gateway: 1 }, events })).toEqual([
    '1 records were refused: direct-1 INVALID_RECORD Bad',
  ]);
  expect(judgeLoad({ ...sound, failures: ['gone'] })).toEqual(['1 group members failed: gone']);
});
