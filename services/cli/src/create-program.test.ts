import type { Command } from 'commander';
import { CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
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
  it('has --bootstrap, --connect and --output on every command', () => {
    for (const command of leaves(createProgram())) {
      const names = command.options.map(({ long }) => long);
      expect(names).toEqual(expect.arrayContaining(['--bootstrap', '--connect', '--output']));
    }
  });

  it.each([
    ['topc', 'list'],
    ['topic', 'create'],
    ['topic', 'list', '--odd'],
    ['topic', 'list', '-o', 'yaml'],
    ['-o', 'yaml', 'topic', 'list'],
    ['produce', 't', '--acks', '2'],
    ['consume'],
    ['group', 'reset', 'g'],
    ['partition', 'move', '--topic', 't'],
    ['node', 'remove'],
    ['apply'],
    ['acl', 'create', '--principal', 'user:ann', '--topic', 't'],
    ['acl', 'list', '--allow', '--deny'],
    ['key', 'create'],
    ['quota', 'remove'],
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
    ['group', 'reset', 'g', '--topic', 't'],
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
