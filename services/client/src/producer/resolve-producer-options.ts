import { type Codec, codecs, maxRecordBatchBytes, WeirError } from '@weir/core';
import type { Acks } from '@weir/protos';
import { withDefaults } from '../with-defaults.ts';
import type { ProducerAcks, ProducerOptions } from './producer-options.ts';

/** A producer's options with their defaults, checked. */
export interface ResolvedProducerOptions {
  readonly acks: Acks;
  readonly codec: Codec;
  readonly lingerMs: number;
  readonly batchBytes: number;
  readonly maxInFlight: number;
  readonly bufferBytes: number;
  readonly isIdempotent: boolean;
  readonly deliveryTimeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly stopAtGap: boolean;
  /** Empty without a name. */
  readonly name: string;
}

const wireAcks = {
  all: 'ACKS_ALL',
  leader: 'ACKS_LEADER',
  none: 'ACKS_NONE',
} as const satisfies Record<ProducerAcks, Acks>;

const limits = {
  lingerMs: [0, 60_000],
  batchBytes: [1_024, maxRecordBatchBytes],
  maxInFlight: [1, 5],
  bufferBytes: [1_024, 16 * 1024 ** 3],
  deliveryTimeoutMs: [1, 86_400_000],
  requestTimeoutMs: [1, 3_600_000],
} as const;

const defaults = {
  acks: 'all' as ProducerAcks,
  compression: 'none' as Codec,
  lingerMs: 0,
  batchBytes: 384 * 1024,
  maxInFlight: 5,
  bufferBytes: 64 * 1024 * 1024,
  deliveryTimeoutMs: 120_000,
  requestTimeoutMs: 30_000,
  name: '',
  stopAtGap: false,
};

/** Fills in defaults; throws one `INVALID_REQUEST` that lists every option outside its limits. */
export function resolveProducerOptions(options: ProducerOptions): ResolvedProducerOptions {
  const { idempotent, ...others } = options;
  const { acks, compression, ...rest } = withDefaults(defaults, others);
  const isIdempotent = idempotent ?? acks === 'all';
  const problems = [
    ...rangeProblems(rest),
    ...(Object.hasOwn(wireAcks, acks) ? [] : [`acks "${acks}" is not all, leader or none`]),
    ...(codecs.includes(compression)
      ? []
      : [`compression "${compression}" is not ${codecs.join(', ')}`]),
    ...(isIdempotent && acks !== 'all' ? [`idempotent needs acks all, not ${acks}`] : []),
    ...(rest.stopAtGap && !isIdempotent ? ['stopAtGap needs an idempotent producer'] : []),
    ...(rest.name !== '' && !isIdempotent ? ['a named producer is idempotent'] : []),
  ];
  if (problems.length > 0) throw new WeirError('INVALID_REQUEST', problems.join('; '));
  return { ...rest, acks: wireAcks[acks], codec: compression, isIdempotent };
}

function rangeProblems(numbers: Record<keyof typeof limits, number>): string[] {
  return (Object.keys(limits) as (keyof typeof limits)[]).flatMap((name) => {
    const value = numbers[name];
    const [least, most] = limits[name];
    const isFine = Number.isSafeInteger(value) && value >= least && value <= most;
    return isFine ? [] : [`${name} ${value} is not an integer from ${least} to ${most}`];
  });
}
