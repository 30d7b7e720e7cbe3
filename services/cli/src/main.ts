import { CommanderError } from 'commander';
import { defaultBootstrap, interruption } from './command-context.ts';
import { createProgram } from './create-program.ts';
import { describeFailure, exitCode } from './exit-code.ts';
import { output } from './output.ts';

process.once('SIGINT', () => {
  interruption.abort();
  // A second Ctrl-C does not wait for anything.
  process.once('SIGINT', () => process.exit(exitCode.interrupted));
});
process.once('SIGTERM', () => {
  interruption.abort();
});

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // The reader has gone, as `head` does: that is no failure.
  if (error.code !== 'EPIPE') throw error;
});

try {
  await createProgram().exitOverride().parseAsync();
  process.exitCode = exitCode.ok;
} catch (error) {
  process.exitCode = fail(error);
}

function fail(error: unknown): number {
  // Help and usage errors have been printed by commander itself.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCode.badInput;
  const { code, text } = describeFailure(error, bootstrapOf(process.argv));
  output.note(`error: ${text}`);
  if (process.env['WEIR_DEBUG'] !== undefined && error instanceof Error) {
    output.note(error.stack ?? '');
  }
  return interruption.signal.aborted ? exitCode.interrupted : code;
}

function bootstrapOf(argv: readonly string[]): string {
  const at = argv.indexOf('--bootstrap');
  return (at >= 0 ? argv[at + 1] : process.env['WEIR_BOOTSTRAP']) ?? defaultBootstrap;
}
