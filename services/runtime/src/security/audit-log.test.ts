import { mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ManualClock } from '@weir/core';
import { expect, it, onTestFinished } from 'vitest';
import { logLines } from '../../test/log-lines.ts';
import { type AuditLine, AuditLog, type AuditSink } from './audit-log.ts';

const denied = {
  event: 'access-denied',
  principal: 'user:eve',
  peer: '10.0.0.1:40000',
  method: 'LogService/Produce',
  resources: ['topic:orders'],
  outcome: 'TOPIC_AUTHORIZATION_FAILED',
} as const;

function auditLog(path?: string, sink?: AuditSink) {
  const clock = new ManualClock(1_000_000);
  const { logger, lines } = logLines();
  const log = new AuditLog({
    logger,
    clock,
    service: 'test',
    ...(path === undefined ? {} : { path }),
    sink,
  });
  return { log, clock, lines: lines as { event: string; leftOut?: number; who?: string }[] };
}

it('writes ten refusals of a principal in a second, and how many more there were', async () => {
  const { log, clock, lines } = auditLog();
  for (let index = 0; index < 25; index += 1) log.note(denied);
  log.note({ ...denied, principal: 'user:bob' });
  expect(lines).toHaveLength(11);
  clock.advanceBy(1_000);
  expect(lines).toHaveLength(12);
  expect(lines.at(-1)).toMatchObject({ audit: true, who: 'user:eve', leftOut: 15 });
  log.note(denied);
  expect(lines).toHaveLength(13);
  await log.stop();
});

it('counts a host that fails to authenticate as one, whatever its ports', async () => {
  const { log, lines } = auditLog();
  for (let port = 0; port < 100; port += 1) {
    log.note({
      event: 'authentication-failed',
      peer: `10.0.0.1:${port}`,
      method: 'LogService/Produce',
      outcome: 'AUTHENTICATION_FAILED',
    });
  }
  expect(lines).toHaveLength(10);
  await log.stop();
  expect(lines.at(-1)).toMatchObject({ who: '10.0.0.1', leftOut: 90 });
});

it('never leaves out a change', () => {
  const { log, lines } = auditLog();
  for (let index = 0; index < 100; index += 1) {
    log.change({ ...denied, event: 'administrative-call', outcome: 'OK' });
  }
  expect(lines).toHaveLength(100);
});

it('has changes and refusals kept, and of refusals that are too many the first with their number', async () => {
  const kept: AuditLine[] = [];
  const { log, clock } = auditLog(undefined, { keep: (line) => kept.push(line) });
  const call = { ...denied, event: 'administrative-call' } as const;
  log.change({ ...call, outcome: 'OK' });
  expect(kept).toEqual([
    { ...call, outcome: 'OK', timeMs: 1_000_000, service: 'test', leftOut: 0 },
  ]);
  log.look({ ...call, method: 'AdminService/ListTopics', outcome: 'OK' });
  for (let index = 0; index < 8; index += 1) log.note(denied);
  expect(kept).toHaveLength(9);

  log.note({ ...denied, resources: ['topic:tenth'] });
  log.note({ ...denied, resources: ['topic:eleventh'] });
  log.look(call);
  log.note(denied);
  expect(kept).toHaveLength(10);
  clock.advanceBy(1_000);
  expect(kept).toHaveLength(11);
  expect(kept.at(-1)).toMatchObject({
    ...{ event: 'access-denied', principal: 'user:eve', resources: ['topic:eleventh'] },
    ...{ leftOut: 2, timeMs: 1_001_000 },
  });
  log.look(call);
  clock.advanceBy(1_000);
  expect(kept).toHaveLength(11);
  await log.stop();
});

it('goes on in a new file when the old one was renamed away', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'weir-audit-'));
  onTestFinished(() => {
    rmSync(directory, { recursive: true });
  });
  const path = join(directory, 'audit.log');
  const first = auditLog(path);
  first.log.note(denied);
  await first.log.stop();
  renameSync(path, `${path}.1`);
  first.log.note({ ...denied, principal: 'user:bob' });
  await first.log.stop();
  expect(JSON.parse(readFileSync(`${path}.1`, 'utf8'))).toEqual({
    time: '1970-01-01T00:16:40.000Z',
    service: 'test',
    ...denied,
  });
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ principal: 'user:bob' });
});

it('survives a file that cannot be written, and says so', async () => {
  const { log, lines } = auditLog(join(tmpdir(), 'weir-no-such-directory', 'audit.log'));
  log.note(denied);
  await log.stop();
  expect(lines).toContainEqual(expect.objectContaining({ msg: 'Cannot write the audit file' }));
});
