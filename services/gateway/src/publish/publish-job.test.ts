import { WeirError } from '@weir/core';
import { describe, expect, it } from 'vitest';
import { checkPublishRequest } from './check-publish-request.ts';
import { encodePublishResponse } from './encode-publish-response.ts';
import { PublishJob } from './publish-job.ts';

const failure = new WeirError('DELIVERY_TIMED_OUT', 'Too late', { metadata: { topic: 't' } });

function jobOf(...topics: readonly string[]) {
  const told: string[] = [];
  const records = topics.map((topic) => ({ topic, headers: [] }));
  const checked = checkPublishRequest({ records, acks: 'ACKS_ALL', producerName: '' });
  const job = new PublishJob(checked, {
    onSettled: () => told.push('settled'),
    onReleased: ({ topic }) => told.push(topic),
  });
  for (const part of job.parts) part.isCharged = true;
  return { job, told };
}

function codesOf(job: PublishJob): string[] {
  return (job.toResponse().results ?? []).map(
    ({ offset, error, isDuplicate }) =>
      error?.code ?? `${isDuplicate === true ? 'again ' : ''}${String(offset)}`,
  );
}

describe('PublishJob', () => {
  it('splits a request by topics, and gives each record what its run was told', () => {
    const { job, told } = jobOf('a', 'a', 'b', 'a', 'c');
    expect(job.parts.map(({ topic, sizeBytes }) => [topic, sizeBytes])).toEqual([
      ...[
        ['a', 192],
        ['b', 64],
        ['c', 64],
      ],
    ]);
    for (const index of [0, 1, 2, 3]) job.posted(index, 5);
    job.refuse(4, failure);
    job.allPosted();
    job.delivered(0, 2, 5, 70);
    job.failed(2, 1, 5, failure);
    expect(told).toEqual(['c', 'b']);
    job.delivered(3, 1, 5, -1);
    expect(told).toEqual(['c', 'b', 'a', 'settled']);
    expect(codesOf(job)).toEqual(['70', '71', failure.code, '-1', failure.code]);
  });

  it('holds what producers hold beyond its answer', () => {
    const { job, told } = jobOf('a', 'a');
    job.posted(0, 1);
    job.posted(1, 2);
    job.allPosted();
    job.delivered(0, 1, 1, 7);
    job.giveUp(failure);
    expect(told).toEqual(['settled']);
    expect(job.toResponse().results?.map(({ partition }) => partition)).toEqual([1, 2]);
    job.delivered(1, 1, 2, 9);
    expect(told).toEqual(['settled', 'a']);
    expect(codesOf(job)).toEqual(['7', failure.code]);
  });

  it('lets records that came back be posted again, and releases once', () => {
    const { job, told } = jobOf('a', 'a');
    job.posted(0, 1);
    job.posted(1, 1);
    job.returned(0, 2);
    expect(job.isPending(0)).toBe(true);
    job.duplicate(0, 1, 3);
    job.posted(1, 1);
    job.delivered(1, 1, 1, 4);
    job.allPosted();
    expect(told).toEqual(['settled', 'a']);
    expect(codesOf(job)).toEqual(['again 3', '4']);
  });

  it('fits 10,000 failures with long texts into 4 MiB, and keeps every code', () => {
    const topic = 't'.repeat(249);
    const { job } = jobOf(...Array.from({ length: 10_000 }, () => topic));
    const long = new WeirError('NOT_ENOUGH_REPLICAS_AFTER_APPEND', 'ü'.repeat(5_000), {
      metadata: { more: 'x'.repeat(500) },
    });
    for (let index = 0; index < 10_000; index += 1) job.refuse(index, long);
    expect(encodePublishResponse(job.toResponse()).length).toBeLessThan(4 * 1024 * 1024);
    expect(new Set(codesOf(job))).toEqual(new Set([long.code]));
  });

  it('does not repeat names that are none', () => {
    const { job } = jobOf('x'.repeat(100_000));
    job.refuse(0, failure);
    expect(job.toResponse().results?.[0]?.topic).toBe('');
  });
});
