import { findPassedOver } from './checkers/group-order.ts';
import { findRedelivered, findStoredTwice } from './checkers/no-duplicates.ts';
import { findLost } from './checkers/no-loss.ts';
import { findVanished } from './checkers/none-vanished.ts';
import { findConflicts, type Observation } from './checkers/one-value-per-offset.ts';
import { findKeysOutOfOrder } from './checkers/partition-order.ts';
import { findDisagreements } from './checkers/replicas-agree.ts';
import { byPartition, type SeenRecord } from './history.ts';
import type { Acknowledgement, Refusal, SentRecord } from './paced-producer.ts';
import type { ReplicaLog } from './read-replica-log.ts';

/** All that was seen of a load, and of what became of it. */
export interface LoadHistory {
  readonly topic: string;
  readonly sent: readonly SentRecord[];
  readonly acknowledged: readonly Acknowledgement[];
  readonly refused: readonly Refusal[];
  /** What the group's members were given, in the order of time. */
  readonly delivered: readonly SeenRecord[];
  readonly memberFailures: readonly string[];
  /** All that a consumer without a group could read at the end. */
  readonly stored: readonly SeenRecord[];
  /** What lies on disk when all has been stopped; undefined where nobody can look. */
  readonly replicas: readonly ReplicaOnDisk[] | undefined;
}

/** A replica's files; `damage` when they could not be read. */
export interface ReplicaOnDisk {
  readonly node: string;
  readonly partition: number;
  readonly log: ReplicaLog | undefined;
  readonly damage: string | undefined;
}

/** What is wrong with a history, one sentence each; empty when all is well. */
export function judge(history: LoadHistory, rules: { readonly mayRedeliver: boolean }): string[] {
  return [
    ...judgeAnswers(history),
    ...judgeStored(history),
    ...judgeGroup(history, rules.mayRedeliver),
    ...judgeReplicas(history),
  ];
}

function judgeAnswers({ sent, acknowledged, refused }: LoadHistory): string[] {
  const unanswered = sent.length - acknowledged.length - refused.length;
  return [
    ...summary('sent records had no answer', unanswered === 0 ? [] : [`${unanswered}`]),
    ...summary(
      'records were refused',
      refused.map(({ value, code, message }) => `${value} ${code} ${message}`),
    ),
  ];
}

function judgeStored(history: LoadHistory): string[] {
  const { sent, acknowledged, stored, delivered } = history;
  const storedValues = stored.map(({ value }) => value ?? '');
  const present = new Set(storedValues);
  const kept = sent.filter(({ value }) => present.has(value));
  const keyed = kept.map(({ key, value }) => ({ key: key ?? '', value }));
  const lost = findLost(valuesOf(acknowledged), storedValues);
  const keysOutOfOrder = findKeysOutOfOrder(keyed, stored);
  return [
    ...summary('acknowledged records are lost', lost),
    ...summary('records are stored twice', findStoredTwice(valuesOf(sent), storedValues)),
    ...summary('keys are out of order', keysOutOfOrder),
    ...summary('delivered records vanished', findVanished(delivered, stored).map(describe)),
    ...summary('offsets have two values', findConflicts(observationsOf(history))),
  ];
}

function* observationsOf(history: LoadHistory): Generator<Observation, void> {
  const { topic, acknowledged, delivered, stored, replicas } = history;
  for (const record of acknowledged) yield { ...record, topic, by: 'acknowledged' };
  for (const record of delivered) yield { ...record, by: 'group' };
  for (const record of stored) yield { ...record, by: 'reader' };
  for (const { node, log } of replicas ?? []) {
    for (const record of log?.records ?? []) yield { ...record, by: node };
  }
}

function judgeGroup(history: LoadHistory, mayRedeliver: boolean): string[] {
  const { topic, acknowledged, delivered, memberFailures } = history;
  const expected = acknowledged.map((record) => ({ ...record, topic }));
  const undelivered = findVanished(expected, delivered);
  const redelivered = mayRedeliver ? [] : findRedelivered(delivered);
  return [
    ...summary('group members failed', memberFailures),
    ...summary('acknowledged records were not delivered', valuesOf(undelivered)),
    ...summary('records were passed over', findPassedOver(delivered).map(describe)),
    ...summary('records were delivered again', redelivered.map(describe)),
  ];
}

function judgeReplicas({ replicas, stored }: LoadHistory): string[] {
  if (replicas === undefined) return [];
  const damaged = replicas.flatMap(({ node, partition, damage }) =>
    damage === undefined ? [] : [`${node}, partition ${partition}: ${damage}`],
  );
  const disagreements = [...byPartition(stored)].flatMap(([partition, records]) => {
    const highWatermark = (records.at(-1)?.offset ?? -1) + 1;
    const logs = replicas.flatMap(({ node, partition: own, log }) =>
      own === partition && log !== undefined ? [{ node, batches: log.headers }] : [],
    );
    const found = findDisagreements(logs, highWatermark);
    return found.map((difference) => `partition ${partition}: ${difference}`);
  });
  return [
    ...summary('replicas are damaged on disk', damaged),
    ...summary('differences between replicas', disagreements),
  ];
}

/** One sentence for all of a kind, with the first few. */
function summary(what: string, found: readonly string[]): string[] {
  if (found.length === 0) return [];
  return [`${found.length} ${what}: ${found.slice(0, 3).join('; ')}`];
}

function valuesOf(records: readonly { readonly value: string }[]): string[] {
  return records.map(({ value }) => value);
}

function describe({ partition, offset, value }: SeenRecord): string {
  return `${value} at ${partition}/${offset}`;
}
