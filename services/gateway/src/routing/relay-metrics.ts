import { type ErrorCode, toWeirError } from '@weir/core';
import type { Metrics } from '@weir/runtime';

const targets = ['controller', 'storage-node', 'coordinator'] as const;

/** Who owns what a call is about. */
export type RelayTarget = (typeof targets)[number];

/** Counts the calls that are passed on to their owners, each attempt by itself. */
export interface RelayMeter {
  /** Passes the outcome of a call through, and counts it with its time. */
  call<Result>(target: RelayTarget, outcome: Promise<Result>): Promise<Result>;
  /** A request on a stream has its answer, after so long. */
  answered(target: RelayTarget, seconds: number): void;
  /** A long poll was answered, which took as long as it should; or a stream broke. */
  ended(target: RelayTarget, code: 'OK' | ErrorCode): void;
}

/** Counts nothing. */
export const noRelayMeter: RelayMeter = {
  call: (_target, outcome) => outcome,
  answered: () => undefined,
  ended: () => undefined,
};

/** Registers what the gateway tells of the calls that it passes on. */
export function createRelayMeter(metrics: Metrics): RelayMeter {
  const calls = metrics.counter({
    name: 'weir_gateway_relayed_calls_total',
    help: 'Attempts to pass a call on, by the kind of its owner and by OK or the code of their error',
    labels: ['target', 'code'],
  });
  const seconds = metrics.histogram({
    name: 'weir_gateway_relay_seconds',
    help: 'Time of calls and of requests on streams at their owner, long polls left out',
    labels: ['target'],
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  });
  const series = Object.fromEntries(
    targets.map((target) => {
      calls.inc({ target, code: 'OK' }, 0);
      return [target, seconds.labels({ target })];
    }),
  );
  const answered = (target: RelayTarget, value: number): void => {
    calls.inc({ target, code: 'OK' });
    series[target]?.observe(value);
  };
  const ended = (target: RelayTarget, code: 'OK' | ErrorCode): void => {
    calls.inc({ target, code });
  };
  return {
    answered,
    ended,
    async call(target, outcome) {
      const startedMs = performance.now();
      try {
        const result = await outcome;
        answered(target, (performance.now() - startedMs) / 1_000);
        return result;
      } catch (error) {
        ended(target, toWeirError(error).code);
        series[target]?.observe((performance.now() - startedMs) / 1_000);
        throw error;
      }
    },
  };
}
