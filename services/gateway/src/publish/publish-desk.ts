import type { Weir } from '@weir/client';
import { type Clock, clusterResource } from '@weir/core';
import { type Caller, type Metrics, pauseFor } from '@weir/runtime';
import type { CheckedRequest } from './check-publish-request.ts';
import { NamedPublishers } from './named-publishers.ts';
import { PublishGate } from './publish-gate.ts';
import type { PublishJob } from './publish-job.ts';
import { createPublishMeter, type PublishMeter } from './publish-metrics.ts';
import { SharedPublisher } from './shared-publisher.ts';

/** What publishing works with. */
export interface PublishDeskOptions {
  readonly weir: Weir;
  readonly clock: Clock;
  readonly metrics?: Metrics | undefined;
}

/** Who sent a request, and over what. */
export interface PublishOrigin {
  readonly caller: Caller;
  /** Whether another gateway that has taken the publisher's name meanwhile may be fenced. */
  readonly mayReopen: boolean;
  /** Whether the request itself is still to be counted: a call of its own was before it came here. */
  readonly isUncounted: boolean;
}

/** Where every request to publish comes by: it is charged, authorised, and handed to its publisher. */
export class PublishDesk {
  readonly clock: Clock;
  readonly #gate: PublishGate;
  readonly #shared: SharedPublisher;
  readonly #named: NamedPublishers;
  readonly #meter: PublishMeter | undefined;

  constructor({ weir, clock, metrics }: PublishDeskOptions) {
    this.clock = clock;
    this.#gate = new PublishGate(clock);
    this.#shared = new SharedPublisher(weir, this.#gate);
    this.#named = new NamedPublishers({ weir, clock, gate: this.#gate });
    this.#meter = metrics === undefined ? undefined : createPublishMeter(metrics, this.#gate);
  }

  get gate(): PublishGate {
    return this.#gate;
  }

  /**
   * Starts a job. Undefined when all its records are handed over, else a promise that never rejects:
   * what is sent behind it in the same order waits for it. Throws `AUTHENTICATION_FAILED`; for a named
   * publisher `CLUSTER_AUTHORIZATION_FAILED` when the caller may not have names, as for `RegisterProducer`,
   * and `RESOURCE_EXHAUSTED` while too many are open.
   */
  start(
    job: PublishJob,
    { request, acks }: CheckedRequest,
    { caller, mayReopen, isUncounted }: PublishOrigin,
  ): Promise<void> | undefined {
    job.startedMs = this.clock.monotonicMs();
    caller.checkCredentials();
    if (request.producerName !== '') caller.require('write', clusterResource);
    job.throttleMs = pauseFor(caller, {
      producedBytes: job.sizeBytes,
      ...(isUncounted ? { requests: 1 } : undefined),
    });
    this.#gate.authorize(job, caller);
    const starting =
      request.producerName === ''
        ? this.#shared.start(job, acks)
        : this.#named.open(request.producerName).run(job, mayReopen);
    if (starting === undefined) this.#noteHandedOver(job);
    else void starting.then(() => this.#noteHandedOver(job));
    return starting;
  }

  /** Counts a job that has all its results. */
  settled(job: PublishJob): void {
    const { startedMs, handedOverMs } = job;
    this.#meter?.settled(job, { startedMs, handedOverMs, settledMs: this.clock.monotonicMs() });
  }

  /** Gives named publishers up; what is shared ends with the client. */
  close(): void {
    this.#named.close();
  }

  #noteHandedOver(job: PublishJob): void {
    job.handedOverMs ??= this.clock.monotonicMs();
  }
}
