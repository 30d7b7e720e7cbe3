import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ManualClock } from '@weir/core';
import { expect, it, onTestFinished, vi } from 'vitest';
import { logLines } from '../../test/log-lines.ts';
import { TestAuthority, type TestCertificate } from './test-authority.fixture.ts';
import { createMetrics } from '../metrics.ts';
import { TlsFiles } from './tls-files.ts';

const authority = await TestAuthority.create();
const first = await authority.issue({ name: 'first.weir' });
const second = await authority.issue({ name: 'second.weir' });
const refusal = 'New TLS certificates cannot be used: the old ones stay in use';

function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'weir-tls-'));
  onTestFinished(() => {
    rmSync(directory, { recursive: true });
  });
  return directory;
}

function write(directory: string, { cert, key }: TestCertificate): void {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'tls.crt'), cert);
  writeFileSync(join(directory, 'tls.key'), key);
}

async function open(directory: string, clock = new ManualClock(Date.now())) {
  const log = logLines();
  const metrics = createMetrics();
  const files = await TlsFiles.open({
    files: {
      cert: { path: join(directory, 'tls.crt'), option: 'CERT' },
      key: { path: join(directory, 'tls.key'), option: 'KEY' },
    },
    clock,
    logger: log.logger,
    metrics,
  });
  onTestFinished(() => files.close());
  /** Lets the next reading fall due, once the one before has ended. */
  const poll = async (): Promise<void> => {
    clock.advanceBy(5_000);
    await vi.waitFor(() => {
      expect(clock.pendingTimers).toBe(1);
    });
  };
  return { files, poll, log, clock, metrics };
}

it('takes replaced files over and tells its listeners', async () => {
  const directory = temporaryDirectory();
  write(directory, first);
  const { files, poll } = await open(directory);
  const changed = vi.fn<() => void>();
  const unsubscribe = files.onChange(changed);
  await poll();
  expect(changed).not.toHaveBeenCalled();

  write(directory, second);
  await poll();
  // It may still be half written.
  expect(changed).not.toHaveBeenCalled();
  await poll();
  expect(changed).toHaveBeenCalledTimes(1);
  expect(files.current.cert).toEqual(second.cert);
  unsubscribe();
  write(directory, first);
  await poll();
  await poll();
  expect(changed).toHaveBeenCalledTimes(1);
  expect(files.current.cert).toEqual(first.cert);
});

it('follows a symbolic link that is switched, as Kubernetes does with a secret', async () => {
  const directory = temporaryDirectory();
  write(join(directory, '..1'), first);
  write(join(directory, '..2'), second);
  symlinkSync('..1', join(directory, '..data'));
  for (const name of ['tls.crt', 'tls.key']) symlinkSync(`..data/${name}`, join(directory, name));
  const { files, poll } = await open(directory);
  symlinkSync('..2', join(directory, '..next'));
  renameSync(join(directory, '..next'), join(directory, '..data'));
  await poll();
  await poll();
  expect(files.current).toEqual({ cert: second.cert, key: second.key });
});

it('keeps what it has when new files are wrong, and says so once', async () => {
  const directory = temporaryDirectory();
  write(directory, first);
  const { files, poll, log } = await open(directory);
  const refusals = (): unknown[] =>
    log.lines.filter((line) => (line as { msg: string }).msg === refusal);

  // Seen once it may be half of what is being written.
  write(directory, { cert: second.cert, key: first.key });
  await poll();
  expect(refusals()).toEqual([]);
  for (let round = 0; round < 3; round += 1) await poll();
  expect(refusals()).toEqual([
    expect.objectContaining({
      level: 50,
      problems: [expect.stringMatching(/^KEY \(.*tls\.key\): does not belong to/)],
    }),
  ]);
  expect(files.current.cert).toEqual(first.cert);

  rmSync(join(directory, 'tls.key'));
  for (let round = 0; round < 3; round += 1) await poll();
  expect(refusals()).toHaveLength(2);
  expect(JSON.stringify(log.lines)).not.toContain('PRIVATE KEY');

  write(directory, second);
  await poll();
  await poll();
  expect(files.current.cert).toEqual(second.cert);
});

it('warns of a certificate that has ended and shows when it does', async () => {
  const directory = temporaryDirectory();
  const expiresAt = new Date(Math.floor(Date.now() / 1_000) * 1_000 + 60_000);
  write(directory, await authority.issue({ name: 'short.weir', expiresAt }));
  const { poll, log, clock, metrics } = await open(directory);
  const warnings = (): unknown[] =>
    log.lines.filter((line) => (line as { msg: string }).msg === 'TLS certificate has expired');
  await poll();
  expect(warnings()).toEqual([]);
  clock.advanceBy(60_000);
  await vi.waitFor(() => {
    expect(clock.pendingTimers).toBe(1);
  });
  await poll();
  expect(warnings()).toEqual([
    expect.objectContaining({ level: 40, expiredAt: expiresAt.toISOString() }),
  ]);
  expect(await metrics.registry.metrics()).toContain(
    `weir_tls_certificate_expiry_timestamp_seconds ${expiresAt.getTime() / 1_000}`,
  );
});

it('lists all that is wrong at the start', async () => {
  const directory = temporaryDirectory();
  await expect(open(directory)).rejects.toMatchObject({
    code: 'INVALID_CONFIG',
    message: expect.stringMatching(/CERT \(.*tls\.crt\): ENOENT.*; KEY \(.*: ENOENT/) as string,
  });
});
