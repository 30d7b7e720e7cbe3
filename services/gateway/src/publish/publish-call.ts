import { type Timer, WeirError } from '@weir/core';
import type { PublishRequest, PublishResponseInput } from '@weir/protos';
import type { CallContext } from '@weir/runtime';
import { requireRested } from '../require-rested.ts';
import type { CallerWindows } from './caller-windows.ts';
import { checkPublishRequest, type CheckedRequest } from './check-publish-request.ts';
import { withTrace } from './with-trace.ts';
import type { PublishDesk } from './publish-desk.ts';
import { PublishJob } from './publish-job.ts';

/** What unary calls share. */
export interface PublishCallOptions {
  readonly desk: PublishDesk;
  readonly windows: CallerWindows;
}

/** An answer needs so much of what is left until the deadline, and at most this. */
const answerShare = 0.1;
const maxAnswerMs = 100;

/**
 * Serves one `Publish`: resolves with the result of each record, or rejects for the whole.
 *
 * A little before the caller's deadline it answers with what is known by then, so that the caller hears
 * which records were written.
 */
export async function publishOnce(
  request: PublishRequest,
  context: CallContext,
  { desk, windows }: PublishCallOptions,
): Promise<PublishResponseInput> {
  const checked = checkPublishRequest(withTrace(request));
  const { caller, peer } = context;
  requireRested(caller, 'producedBytes');
  windows.take(peer, checked.sizeBytes);
  try {
    return await run(checked, context, desk);
  } finally {
    windows.release(peer, checked.sizeBytes);
  }
}

async function run(
  checked: CheckedRequest,
  context: CallContext,
  desk: PublishDesk,
): Promise<PublishResponseInput> {
  const job = new PublishJob(checked, {
    onSettled: () => {
      desk.settled(job);
    },
    onReleased: (part) => {
      desk.gate.release(part);
    },
  });
  const starting = desk.start(job, checked, {
    ...{ caller: context.caller, mayReopen: true, isUncounted: false },
  });
  if (job.isSettled) return job.toResponse();
  const deadline = startDeadline(job, context, desk);
  if (starting !== undefined) {
    context.signal.addEventListener('abort', () => {
      job.giveUp(new WeirError('CANCELLED', 'The caller has cancelled'));
    });
  }
  await job.whenSettled();
  deadline?.cancel();
  return job.toResponse();
}

/** Without a deadline of the caller, what producers hold ends by itself after `deliveryTimeoutMs`. */
function startDeadline(
  job: PublishJob,
  context: CallContext,
  desk: PublishDesk,
): Timer | undefined {
  const { remainingMs } = context;
  if (remainingMs === Infinity) return undefined;
  const waitMs = answerTimeMs(remainingMs);
  return desk.clock.setTimer(waitMs, () => {
    job.giveUp(timedOut(waitMs));
  });
}

function answerTimeMs(remainingMs: number): number {
  return Math.max(0, remainingMs - Math.min(maxAnswerMs, remainingMs * answerShare));
}

function timedOut(waitMs: number): WeirError {
  return new WeirError(
    'REQUEST_TIMED_OUT',
    `No acknowledgement within ${Math.round(waitMs)} ms: the record may still be written`,
  );
}
