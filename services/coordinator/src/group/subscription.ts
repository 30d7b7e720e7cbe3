import { TopicPattern, toTopicName, WeirError } from '@weir/core';
import { assignorByName } from '../assign/assignors.ts';
import type { PatternScope } from './pattern-scope.ts';

const defaultSessionTimeoutMs = 10_000;
const defaultRebalanceTimeoutMs = 60_000;
const minTimeoutMs = 100;
const maxTimeoutMs = 3_600_000;
const maxTopics = 1000;
const maxLabelLength = 255;

/** What a member asks for, as text: this is what is stored. */
export interface SubscriptionFields {
  readonly instanceId: string;
  readonly clientId: string;
  readonly rack: string;
  readonly topics: readonly string[];
  readonly topicPattern: string;
  /** Empty: the group's. */
  readonly assignor: string;
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  /** How long it may take to come back when its stream broke; 0: as the coordinator is set. */
  readonly disconnectGraceMs: number;
}

/** What a member asks for, checked. */
export interface Subscription extends SubscriptionFields {
  /** `topicPattern`, compiled; undefined without one. */
  readonly pattern: TopicPattern | undefined;
  /** Which topics the pattern may match; all where there is none. */
  readonly scope?: PatternScope;
}

/**
 * Checks a subscription where it enters and puts the defaults in.
 *
 * Throws `UNSUPPORTED_ASSIGNOR`, `INVALID_TOPIC`, or `INVALID_REQUEST` for the rest.
 */
export function toSubscription(fields: SubscriptionFields): Subscription {
  const { topics, topicPattern, assignor } = fields;
  if (topics.length === 0 && topicPattern === '') {
    throw new WeirError('INVALID_REQUEST', 'The subscription has neither topics nor a pattern');
  }
  if (topics.length > maxTopics) {
    throw new WeirError(
      'INVALID_REQUEST',
      `The subscription has ${topics.length} topics, at most ${maxTopics} are allowed`,
    );
  }
  for (const label of ['instanceId', 'clientId', 'rack'] as const) checkLabel(label, fields[label]);
  if (assignor !== '') assignorByName(assignor);
  return {
    instanceId: fields.instanceId,
    clientId: fields.clientId,
    rack: fields.rack,
    topics: [...new Set(topics.map((name) => toTopicName(name)))],
    topicPattern,
    assignor,
    sessionTimeoutMs: toTimeout('Session', fields.sessionTimeoutMs, defaultSessionTimeoutMs),
    rebalanceTimeoutMs: toTimeout(
      'Rebalance',
      fields.rebalanceTimeoutMs,
      defaultRebalanceTimeoutMs,
    ),
    disconnectGraceMs: toGrace(fields.disconnectGraceMs),
    pattern: topicPattern === '' ? undefined : new TopicPattern(topicPattern),
  };
}

/** How long a member whose stream broke may take to come back; a static one has its session timeout. */
export function graceOf(subscription: Subscription, defaultGraceMs: number): number {
  const { instanceId, sessionTimeoutMs, disconnectGraceMs } = subscription;
  if (instanceId !== '') return sessionTimeoutMs;
  return Math.min(disconnectGraceMs === 0 ? defaultGraceMs : disconnectGraceMs, sessionTimeoutMs);
}

/** Whether both ask for the same partitions by the same rules. */
export function isSameInterest(left: Subscription, right: Subscription): boolean {
  return (
    left.topicPattern === right.topicPattern &&
    left.scope?.key === right.scope?.key &&
    left.assignor === right.assignor &&
    left.rack === right.rack &&
    left.topics.length === right.topics.length &&
    left.topics.every((name) => right.topics.includes(name))
  );
}

function checkLabel(label: string, value: string): void {
  if (value.length <= maxLabelLength) return;
  throw new WeirError(
    'INVALID_REQUEST',
    `${label} has ${value.length} characters, at most ${maxLabelLength} are allowed`,
  );
}

function toTimeout(name: string, valueMs: number, defaultMs: number): number {
  if (valueMs === 0) return defaultMs;
  if (valueMs >= minTimeoutMs && valueMs <= maxTimeoutMs) return valueMs;
  throw new WeirError(
    'INVALID_REQUEST',
    `${name} timeout ${valueMs} ms is outside ${minTimeoutMs} to ${maxTimeoutMs} ms`,
  );
}

function toGrace(valueMs: number): number {
  if (valueMs >= 0 && valueMs <= maxTimeoutMs) return valueMs;
  throw new WeirError(
    'INVALID_REQUEST',
    `Disconnect grace ${valueMs} ms is outside 0 to ${maxTimeoutMs} ms`,
  );
}
