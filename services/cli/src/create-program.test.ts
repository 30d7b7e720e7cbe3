import type { Command } from 'commander';
import { CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { isLocal } from './command-traits.ts';
import { createProgram } from './create-program.ts';
import { describeFailure, InputError } from './exit-code.ts';

function leaves(command: Command): Command[] {
  return command.commands.length === 0 ? [command] : command.commands.flatMap(leaves);
}

async function failureOf(...args: string[]): Promise<unknown> {
  return createProgram()
    .parseAsync(args, { from: 'user' })
    .then(
      () => undefined,
      (error: unknown) => error,
    );
}

describe('createProgram', () => {
  it('has the options of a connection on every command that calls a cluster', () => {
    const wanted = ['--context', '--bootstrap', '--connect', '--tls-ca', '--output'];
    const calling = leaves(createProgram()).filter((command) => !isLocal(command));
    expect(calling.length).toBeGreaterThan(20);
    for (const command of calling) {
      const names = command.options.map(({ long }) => long);
      expect(names).toEqual(expect.arrayContaining(wanted));
    }
  });

  it('has each command under a heading of its help, and each has a description', () => {
    const program = createProgram();
    const shown = program.createHelp().visibleCommands(program);
    const bare = shown.filter((command) => command.name() !== 'help' && command.helpGroup() === '');
    expect(bare.map((command) => command.name())).toEqual([]);
    const silent = leaves(program).filter((command) => command.description() === '');
    expect(silent.map((command) => command.name())).toEqual([]);
  });

  it.each([
    ['topic', 'create', 't', '-o', 'ndjson'],
    ['-o', 'ndjson', 'topic', 'create', 't'],
  ])('refuses a format that a command cannot print: %s %s', async (...args) => {
    expect(describeFailure(await failureOf(...args))).toEqual({
      code: 2,
      text: 'INVALID_INPUT: -o is "ndjson", but "topic create" can print text, json, yaml, name',
    });
  });

  it.each([
    ['topc', 'list'],
    ['topic', 'create'],
    ['topic', 'list', '--odd'],
    ['topic', 'list', '-o', 'xml'],
    ['-o', 'xml', 'topic', 'list'],
    ['produce', 't', '--acks', '2'],
    ['consume'],
    ['group', 'reset'],
    ['partition', 'move', '--topic', 't'],
    ['node', 'remove'],
    ['apply'],
    ['acl', 'create', '--principal', 'user:ann', '--topic', 't'],
    ['acl', 'list', '--allow', '--deny'],
    ['key', 'create'],
    ['quota', 'remove'],
    ['doctor', '--fail-on', 'anything'],
  ])('throws for bad usage: %s %s', async (...args) => {
    const error = await failureOf(...args);
    expect(error).toBeInstanceOf(CommanderError);
    expect(describeFailure(error).text).toMatch(/^INVALID_USAGE: [^\n]+$/);
  });

  it.each([
    ['topic', 'create', 't', '--partitions', '0'],
    ['topic', 'create', 't', '--config', 'retention.ms'],
    ['produce', 't', '--header', 'name'],
    ['produce', 't', '--key-field', 'a', '--key-delimiter', ','],
    ['produce', 't', '--file', '/nowhere/at/all'],
    ['consume', 't', '--from', 'first'],
    ['consume', 't', '--format', '%q'],
    ['group', 'reset', 'g'],
    ['group', 'reset', 'g', '--topic', 't'],
    ['group', 'reset', 'g', '--to', 'latest'],
    ['group', 'reset', 'g', '--offsets', '0=1'],
    ['group', 'reset', 'g', '--topic', 't', '--offsets', '0'],
    ['group', 'reset', 'g', '--topic', 't', '--offsets', '0=1', '--partition', '1'],
    ['group', 'reset', 'g', '--like', 'h', '--from-file', 'f'],
    ['group', 'reset', 'g', '--like', 'h', '--partition', '1'],
    ['group', 'reset', 'g', '--from-file', '/nowhere/at/all'],
    ['group', 'reset', 'g', '--from-file', import.meta.filename],
    ['consume', 't', '-o', 'yaml'],
    ['topic', 'list', '/(/'],
    ['group', 'list', '/(/'],
    ['topic', 'create', 't', '--timeout', 'soon'],
    ['group', 'reset', 'g', '--topic', 't', '--to', 'latest', '--shift', '-1'],
    ['check', '--records', '0'],
    ['check', '--timeout-ms', 'soon'],
    ['apply', '-f', '/nowhere/at/all'],
    ['apply', '-f', import.meta.filename],
    ['partition', 'elect', '--topic', 't'],
    ['partition', 'elect', '--unclean'],
    ['partition', 'move', '--topic', 't', '--partition', '0', '--to', '1,x'],
    ['partition', 'move', '--topic', 't', '--partition', '0', '--to', '1', '--throttle', '1.5M'],
    ['node', 'decommission', 'one'],
    ['node', 'remove', '-1'],
    ['node', 'drain', 'one'],
    ['node', 'describe', '1.5'],
    ['partition', 'describe', 'orders'],
    ['partition', 'list', '--node', 'one'],
    ['bundle', '--ops', 'nowhere'],
    ['bundle', '--logs', '/nowhere/at/all'],
    ['bundle', '--file', import.meta.filename],
    ['doctor', '--look', 'soon'],
    ['top', '-n', '0'],
    ['top', '--every', '0.01'],
    ['acl', 'create', '--principal', 'user:ann', '--operation', 'read'],
    ['acl', 'create', '--principal', 'user:ann', '--operation', 'see', '--topic', 't'],
    ['acl', 'create', '--principal', '*', '--operation', 'all', '--topic', 't', '--cluster'],
    ['acl', 'create', '--principal', '*', '--operation', 'all', '--prefix', '--cluster'],
    ['acl', 'delete'],
    ['acl', 'delete', '--all', '--principal', 'user:ann'],
    ['acl', 'list', '--prefix'],
    ['key', 'create', '--principal', 'user:ann', '--ttl', '30'],
    ['quota', 'set', '--principal', 'user:ann'],
    ['quota', 'set', '--principal', 'user:ann', '--produce', '1.5M'],
    ['quota', 'set', '--principal', 'user:ann', '--fetch', '999999999999G'],
    ['quota', 'set', '--principal', 'user:ann', '--requests', '0'],
  ])('throws for bad input before it connects: %s %s', async (...args) => {
    expect(await failureOf(...args)).toBeInstanceOf(InputError);
  });
});
