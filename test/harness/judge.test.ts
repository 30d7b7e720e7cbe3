import { expect, it } from 'vitest';
import { type LoadHistory, judge, type ReplicaOnDisk } from './judge.ts';

const strict = { mayRedeliver: false };
const values = ['a', 'b', 'c'];
const records = values.map((value, offset) => ({
  topic: 't',
  partition: 0,
  offset,
  key: 'k',
  value,
}));

function replica(node: string, kept = records): ReplicaOnDisk {
  const headers = kept.map(({ offset }) => ({
    baseOffset: offset,
    lastOffset: offset,
    leaderEpoch: 1,
    crc32: offset,
  }));
  return { node, partition: 0, log: { headers, records: kept }, damage: undefined };
}

const sound: LoadHistory = {
  topic: 't',
  sent: values.map((value) => ({ key: 'k', value })),
  acknowledged: values.map((value, offset) => ({
    key: 'k',
    value,
    partition: 0,
    offset,
    atMs: offset,
  })),
  refused: [],
  delivered: records,
  memberFailures: [],
  stored: records,
  replicas: [replica('one'), replica('two')],
};

it('finds nothing wrong with a history in which all is well', () => {
  expect(judge(sound, strict)).toEqual([]);
});

it('finds a record that was acknowledged, delivered and is gone', () => {
  expect(judge({ ...sound, stored: records.slice(0, 2) }, strict)).toEqual([
    '1 acknowledged records are lost: c',
    '1 delivered records vanished: c at 0/2',
  ]);
});

it('finds a group that was not given all, and one that was given something again', () => {
  expect(judge({ ...sound, delivered: records.slice(1) }, strict)).toEqual([
    '1 acknowledged records were not delivered: a',
  ]);
  const again = { ...sound, delivered: [...records, ...records.slice(2)] };
  expect(judge(again, strict)).toEqual(['1 records were delivered again: c at 0/2']);
  expect(judge(again, { mayRedeliver: true })).toEqual([]);
});

it('finds records without an answer, and refused ones', () => {
  const refused = [{ key: 'k', value: 'd', code: 'X', message: 'why' }];
  const sent = [...sound.sent, { key: 'k', value: 'd' }, { key: 'k', value: 'e' }];
  expect(judge({ ...sound, sent, refused }, strict)).toEqual([
    '1 sent records had no answer: 1',
    '1 records were refused: d X why',
  ]);
});

it('finds a replica with another value, one that lacks a record, and a damaged one', () => {
  const changed = records.map((record) =>
    record.offset === 1 ? { ...record, value: 'x' } : record,
  );
  expect(judge({ ...sound, replicas: [replica('one'), replica('two', changed)] }, strict)).toEqual([
    '1 offsets have two values: t 0 at 1: b (acknowledged), x (two)',
  ]);
  const short = replica('two', records.slice(0, 2));
  expect(judge({ ...sound, replicas: [replica('one'), short] }, strict)).toEqual([
    '2 differences between replicas: partition 0: two ends at 2, committed are 3; ' +
      'partition 0: one has 2 to 2 of epoch 1 (crc 2), two nothing',
  ]);
  const damaged = { node: 'two', partition: 0, log: undefined, damage: 'Bad crc' };
  expect(judge({ ...sound, replicas: [replica('one'), damaged] }, strict)).toEqual([
    '1 replicas are damaged on disk: two, partition 0: Bad crc',
  ]);
});
