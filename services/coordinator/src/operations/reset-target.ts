import { WeirError } from '@weir/core';
import type { ResetOffsetsRequest } from '@weir/protos';
import type { OffsetAnswer, OffsetQuestion } from '../offsets/log-offsets.ts';
import type { PartitionKey } from '../topics/partition-key.ts';

/** Where a partition is reset to, or why it cannot be. */
export type ResetTarget = { readonly offset: number } | { readonly error: WeirError };

/** What is known of a partition that is to be reset. */
export interface ResetFacts {
  readonly committed: number | undefined;
  readonly earliest: OffsetAnswer;
  readonly latest: OffsetAnswer;
  /** Only where the reset is to a time. */
  readonly byTime: OffsetAnswer | undefined;
}

/** The time that a reset goes to; undefined if it goes to something else. */
export function resetTimestampMs(
  { to, value }: ResetOffsetsRequest,
  nowMs: number,
): number | undefined {
  if (to === 'RESET_TO_TIMESTAMP') return Math.max(0, value);
  if (to === 'RESET_TO_DURATION') return Math.max(0, nowMs - value);
  return undefined;
}

/** What the leader of a partition must be asked. */
export function resetQuestions(
  key: PartitionKey,
  timestampMs: number | undefined,
): OffsetQuestion[] {
  const questions: OffsetQuestion[] = [
    { key, spec: 'OFFSET_SPEC_EARLIEST' },
    { key, spec: 'OFFSET_SPEC_LATEST' },
  ];
  if (timestampMs !== undefined) {
    questions.push({ key, spec: 'OFFSET_SPEC_TIMESTAMP', timestampMs });
  }
  return questions;
}

/** Decides where to. A shift that leaves the log stops at its ends; an offset outside is an error. */
export function resetTarget(request: ResetOffsetsRequest, facts: ResetFacts): ResetTarget {
  const { earliest, latest, byTime, committed } = facts;
  if (!earliest.ok) return earliest;
  if (!latest.ok) return latest;
  switch (request.to) {
    case 'RESET_TO_EARLIEST':
      return { offset: earliest.offset };
    case 'RESET_TO_LATEST':
      return { offset: latest.offset };
    case 'RESET_TO_OFFSET':
      return inRange(request.value, earliest.offset, latest.offset);
    case 'RESET_TO_TIMESTAMP':
    case 'RESET_TO_DURATION':
      if (byTime?.ok !== true) return byTime ?? latest;
      // No record is that young: only what is yet to come.
      return { offset: byTime.offset < 0 ? latest.offset : byTime.offset };
    case 'RESET_TO_SHIFT':
      if (committed === undefined) {
        return refuse('INVALID_REQUEST', 'The partition has no committed offset to shift');
      }
      return {
        offset: Math.min(latest.offset, Math.max(earliest.offset, committed + request.value)),
      };
    case 'RESET_TO_UNSPECIFIED':
      return refuse('INVALID_REQUEST', 'The reset does not say where to');
  }
}

function inRange(offset: number, earliest: number, latest: number): ResetTarget {
  if (offset >= earliest && offset <= latest) return { offset };
  return refuse(
    'OFFSET_OUT_OF_RANGE',
    `Offset ${offset} is outside ${earliest} to ${latest}, which the log holds`,
  );
}

function refuse(code: 'INVALID_REQUEST' | 'OFFSET_OUT_OF_RANGE', message: string): ResetTarget {
  return { error: new WeirError(code, message) };
}
