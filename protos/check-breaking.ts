/**
 * `npm run protos`: refuses a change that breaks clients built from the proto files of the last tag.
 *
 * Looks at the checkout that it is started in. Where there is no history, or no tag with proto files in
 * it, there is nothing to keep: it says so and passes.
 */
import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { join, resolve } from 'node:path';

const buf = join(import.meta.dirname, '..', 'node_modules', '.bin', 'buf');

function git(...args: readonly string[]): SpawnSyncReturns<string> {
  return spawnSync('git', args, { encoding: 'utf8' });
}

/** The last tag that leads here and has proto files; undefined for none. */
function lastTag(): string | undefined {
  const { status, stdout } = git('describe', '--tags', '--abbrev=0');
  const tag = status === 0 ? stdout.trim() : undefined;
  if (tag === undefined || git('cat-file', '-e', `${tag}:protos/buf.yaml`).status !== 0) {
    return undefined;
  }
  return tag;
}

function check(tag: string): number {
  const gitDir = resolve(git('rev-parse', '--git-common-dir').stdout.trim());
  const against = `${gitDir}#format=git,tag=${tag},subdir=protos`;
  const { status, error } = spawnSync(buf, ['breaking', 'protos', '--against', against], {
    stdio: 'inherit',
  });
  if (error !== undefined) throw error;
  if (status !== 0) {
    process.stderr.write(`The proto files break clients of ${tag}: add fields, leave the rest\n`);
  }
  return status ?? 1;
}

const tag = lastTag();
if (tag === undefined) {
  process.stdout.write('No tag with proto files here: no breaking changes to look for\n');
} else process.exitCode = check(tag);
