import { execFile } from 'node:child_process';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

const version = '4.3.1';
/** The build takes some three minutes of one processor. */
const buildTimeoutMs = 10 * 60_000;
/** Another process may be building; what it left behind is older than this. */
const lockStaleMs = buildTimeoutMs + 60_000;
/** For so long nobody tries again what failed: each test file would wait anew. */
const retryAfterMs = 30 * 60_000;
/** A wait for the build of another process, and one of its own. */
export const findTimeoutMs = 2 * buildTimeoutMs + 60_000;

const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'weir');
const failure = join(cache, `helm-${version}.failed`);

/**
 * Finds Helm 4: on PATH, else in a cache folder, where it is built once by Go. Returns its path, or a
 * sentence why there is none.
 */
export async function findHelm(): Promise<{ readonly path: string } | string> {
  if (await isHelm4('helm')) return { path: 'helm' };
  const path = join(cache, `helm-${version}`, 'helm');
  if (await isHelm4(path)) return { path };
  try {
    await run('go', ['version']);
  } catch {
    return 'there is no Helm 4 on PATH, and no Go to build it';
  }
  return buildOnce(path);
}

/** Whether the program is a Helm that knows this chart's schema: JSON Schema of 2020. */
async function isHelm4(path: string): Promise<boolean> {
  try {
    const { stdout } = await run(path, ['version', '--template', '{{.Version}}']);
    return stdout.startsWith('v4.');
  } catch {
    return false;
  }
}

/** Two test files may ask at once: the second waits for what the first builds. */
async function buildOnce(path: string): Promise<{ readonly path: string } | string> {
  await mkdir(cache, { recursive: true });
  const lock = join(cache, `helm-${version}.lock`);
  while (!(await takeLock(lock))) {
    await setTimeout(500);
    if (await isHelm4(path)) return { path };
  }
  try {
    if (await isHelm4(path)) return { path };
    return (await lastFailure()) ?? (await build(path));
  } finally {
    await rm(lock, { recursive: true, force: true });
  }
}

/** Why the last try failed, if it was not long ago. */
async function lastFailure(): Promise<string | undefined> {
  const made = await stat(failure).catch(() => undefined);
  if (made === undefined || Date.now() - made.mtimeMs > retryAfterMs) return undefined;
  return readFile(failure, 'utf8');
}

/** A folder is made by one process only. */
async function takeLock(lock: string): Promise<boolean> {
  try {
    await mkdir(lock);
    return true;
  } catch {
    const made = await stat(lock).catch(() => undefined);
    if (made !== undefined && Date.now() - made.mtimeMs > lockStaleMs) {
      await rm(lock, { recursive: true, force: true });
    }
    return false;
  }
}

async function build(path: string): Promise<{ readonly path: string } | string> {
  const folder = join(path, '..');
  const unfinished = `${folder}.${process.pid}`;
  try {
    await run('go', ['install', '-ldflags=-s -w', `helm.sh/helm/v4/cmd/helm@v${version}`], {
      env: { ...process.env, GOBIN: unfinished },
      timeout: buildTimeoutMs,
      maxBuffer: 16 * 1024 * 1024,
    });
    await rm(folder, { recursive: true, force: true });
    await rename(unfinished, folder);
    return { path };
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    const reason = `there is no Helm 4 on PATH, and Go could not build it: ${causeOf(error)}`;
    await writeFile(failure, reason);
    return reason;
  }
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('killed' in error && error.killed === true) return `it took longer than ${buildTimeoutMs} ms`;
  return error.message.trim().split('\n').at(-1) ?? '';
}
