import { expect, it } from 'vitest';
import { fillTemplate, runCommand, runTemplate } from './run-command.ts';

it('gives back what a program prints, fed with its input', async () => {
  expect(await runCommand('cat', [], { input: 'abc' })).toBe('abc');
});

it('fails with what a program says, and when it takes too long', async () => {
  await expect(runCommand('sh', ['-c', 'echo alas >&2; exit 3'])).rejects.toThrow('failed: alas');
  await expect(runCommand('sleep', ['60'], { timeoutMs: 50 })).rejects.toThrow(
    'sleep 60 was ended after 50 ms',
  );
});

it("quotes a template's values for the shell", async () => {
  expect(await runTemplate('printf %s {node} "$((1 + 1))"', { node: "it's $HOME" })).toBe(
    "it's $HOME2",
  );
});

it('refuses a template that asks for what is not known', () => {
  expect(() => fillTemplate('cut {machine}', { node: 'a' })).toThrow(
    'Nothing is known for {machine} in "cut {machine}"',
  );
});
