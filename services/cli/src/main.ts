import { CommanderError } from 'commander';
import { interruption } from './command-context.ts';
import { createProgram } from './create-program.ts';
import { describeFailure, exitCode, InterruptedError, WatchEnded } from './exit-code.ts';
import { output } from './output.ts';

// Node warns when the name of a TLS server is an IP address, which is no news to who typed it.
process.noDeprecation = true;

let interruptedCode: number | undefined;

process.on('SIGINT', () => {
  interrupt(exitCode.interrupted);
});
process.on('SIGTERM', () => {
  interrupt(exitCode.terminated);
});
process.on('uncaughtException', (error) => {
  process.exit(fail(error));
});

process.exitCode = await run();

async function run(): Promise<number> {
  try {
    await createProgram().parseAsync();
    await output.finish();
    return interruptedCode ?? exitCode.ok;
  } catch (error) {
    if (error instanceof WatchEnded && interruptedCode !== exitCode.terminated) return exitCode.ok;
    const code = fail(error);
    return interruptedCode ?? code;
  }
}

/** The first asks the command to end; a second does not wait for anything. */
function interrupt(signalCode: number): void {
  if (interruptedCode !== undefined) process.exit(signalCode);
  interruptedCode = signalCode;
  interruption.abort();
}

function fail(error: unknown): number {
  // Help that was asked for ends a command this way, too.
  if (error instanceof CommanderError && error.exitCode === 0) return exitCode.ok;
  // Commander has printed the help of a command that was left open.
  if (error instanceof CommanderError && error.code === 'commander.help') return exitCode.badInput;
  if (error instanceof InterruptedError || error instanceof WatchEnded) return exitCode.interrupted;
  const { code, text } = describeFailure(error);
  output.note(`error: ${text}`);
  if (process.env['WEIR_DEBUG'] !== undefined && error instanceof Error) {
    output.note(error.stack ?? '');
  }
  return code;
}
