import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../harness/run-command.ts';
import { temporaryDirectory } from '../harness/temporary-directory.ts';
import { runCli } from '../harness/weir-cli.ts';

const shells = ['bash', 'zsh', 'fish'] as const;
const scripts = new Map<string, string>();
let directory: Awaited<ReturnType<typeof temporaryDirectory>>;

beforeAll(async () => {
  directory = await temporaryDirectory();
  await Promise.all(
    shells.map(async (shell) => {
      const { stdout } = await runCli(['completion', shell]);
      scripts.set(shell, join(directory.path, `weir.${shell}`));
      writeFileSync(join(directory.path, `weir.${shell}`), stdout);
    }),
  );
  // In place of weir itself: it names things of the kind that it is asked for.
  const stub = join(directory.path, 'weir');
  writeFileSync(stub, '#!/bin/sh\necho "$2-one"; echo "$2-two"\n');
  chmodSync(stub, 0o755);
}, 90_000);

afterAll(async () => {
  await directory[Symbol.asyncDispose]();
});

/** What bash offers at the end of a line. */
async function offered(line: string, folders: readonly string[] = []): Promise<readonly string[]> {
  const script = [
    `cd ${directory.path}; source ${scripts.get('bash') ?? ''}`,
    'COMP_WORDBREAKS=$\' :=\'; COMP_LINE=$LINE; COMP_POINT=${#LINE}; COMPREPLY=(); _weir weir; printf "%s\\n" "${COMPREPLY[@]}"',
  ].join('\n');
  const PATH = [...folders, directory.path, process.env['PATH'] ?? ''].join(':');
  const { stdout, stderr } = await runCommand('bash', ['--norc', '-c', script], {
    env: { LINE: line, PATH },
  });
  expect(stderr).toBe('');
  return stdout.split('\n').filter((word) => word !== '');
}

describe('weir completion bash', () => {
  it.each([
    ['weir to', ['topic', 'top']],
    ['weir topic de', ['describe', 'delete']],
    ['weir topics de', ['describe', 'delete']],
    ['weir --bootstrap a:1,b:2 -o json topic de', ['describe', 'delete']],
    ['weir topic list --int', ['--internal']],
    ['weir topic list -o n', ['ndjson', 'name']],
    ['weir topic create t -o ', ['text', 'json', 'yaml', 'name']],
    ['weir produce t --acks ', ['0', '1', 'all']],
    ['weir completion ', ['bash', 'zsh', 'fish']],
    ['weir topic create ', []],
  ])('offers after %j', async (line, words) => {
    expect(await offered(line)).toEqual(words);
  });

  it.each([
    ['weir topic describe ', 'topic'],
    ['weir topic --bootstrap a:1 describe topic', 'topic'],
    ['weir consume one two ', 'topic'],
    ['weir group reset g --topic ', 'topic'],
    ['weir group reset g --like=', 'group'],
    ['weir node remove ', 'node'],
    ['weir context use ', 'context'],
  ])('asks for names after %j', async (line, kind) => {
    expect(await offered(line)).toEqual([`${kind}-one`, `${kind}-two`]);
  });

  it('runs nothing that stands in a name, and quotes it', async () => {
    const names = join(directory.path, 'names');
    mkdirSync(names);
    const stub = "#!/bin/sh\ncat <<'END'\n$(touch ran)\n`touch ran`\nmy group\nit's;*\nEND\n";
    writeFileSync(join(names, 'weir'), stub, { mode: 0o755 });
    const words = await offered('weir group describe ', [names]);
    expect(words).toEqual([
      '\\$\\(touch\\ ran\\)',
      '\\`touch\\ ran\\`',
      'my\\ group',
      "it\\'s\\;\\*",
    ]);
    expect(existsSync(join(directory.path, 'ran'))).toBe(false);
  });

  it('offers what follows the last colon, where bash begins a word', async () => {
    const names = join(directory.path, 'colons');
    mkdirSync(names);
    writeFileSync(join(names, 'weir'), '#!/bin/sh\necho a:one; echo b:two\n', { mode: 0o755 });
    expect(await offered('weir group describe a:', [names])).toEqual(['one']);
  });

  it('offers files where one is wanted', async () => {
    expect(await offered('weir apply -f weir.b')).toEqual(['weir.bash']);
  });
});

it.each(shells)('prints a script that %s can read', (shell) => {
  const { error, stderr } = spawnSync(shell, ['-n', scripts.get(shell) ?? ''], {
    encoding: 'utf8',
  });
  // A shell that is not on this machine is tried on others.
  if (error !== undefined) expect(error.message).toContain('ENOENT');
  else expect(stderr).toBe('');
});

it('completes nothing, and says nothing, where no cluster answers', async () => {
  const result = await runCli(['__complete', 'topic', '--', '', '--bootstrap', '127.0.0.1:1']);
  expect(result).toEqual({ code: 0, stdout: '', stderr: '' });
});
