import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { quoteWord, weirCommand } from './weir-command.ts';

describe('weirCommand', () => {
  it('writes words and options, and leaves out what is not set', () => {
    expect(
      weirCommand(
        ...(['group', 'reset', 'g'] as const),
        ['--topic', 'orders'],
        ['--shift', -5],
        ['--dry-run', true],
        ['--force', false],
        ['--partition', undefined],
      ),
    ).toBe('weir group reset g --topic orders --shift -5 --dry-run');
  });

  it('keeps a name that begins with a dash from being an option', () => {
    expect(weirCommand('topic', 'alter', '-x', ['--set', 'a=1'])).toBe(
      'weir topic alter --set a=1 -- -x',
    );
    expect(weirCommand('group', 'reset', 'a', ['--topic', '-x'])).toBe(
      'weir group reset a --topic -x',
    );
  });

  it('quotes what a shell would read otherwise', () => {
    expect(weirCommand('topic', 'delete', 'my topic')).toBe("weir topic delete 'my topic'");
  });
});

describe('quoteWord', () => {
  it('gives a shell back the same word', () => {
    const words = ["it's", '$HOME `id` $(id)', '', '*', '~', 'a;b|c&d', '"', '\\', '!x', '#'];
    for (const word of words) {
      const { stdout } = spawnSync('sh', ['-c', `printf %s ${quoteWord(word)}`], {
        encoding: 'utf8',
      });
      expect(stdout).toBe(word);
    }
  });

  it('has no control character, which a terminal would take for a key', () => {
    const words = ['a\nb', "it's\u0003\nid #\\", '\u001B[201~\rid', '\u007F\u007F7', '\u009Bx\t'];
    for (const word of words) {
      const quoted = quoteWord(word);
      expect(quoted).not.toMatch(/\p{Cc}/u);
      const { stdout } = spawnSync('bash', ['-c', `printf %s ${quoted}`], { encoding: 'utf8' });
      expect(stdout).toBe(word);
    }
  });
});
