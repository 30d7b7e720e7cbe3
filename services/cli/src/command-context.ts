import { Weir } from '@weir/client';
import type { Command } from 'commander';
import type { OutputFormat } from './output.ts';

/** What every command may use. */
export interface CommandContext {
  readonly weir: Weir;
  readonly format: OutputFormat;
  /** Aborts at Ctrl-C. */
  readonly signal: AbortSignal;
}

/** The options that every command has. */
export interface GlobalOptions {
  readonly bootstrap: string;
  readonly output: OutputFormat;
}

/** The bootstrap address when no option names one. */
export const defaultBootstrap = '127.0.0.1:7400';

/** Aborts at the first Ctrl-C. */
export const interruption = new AbortController();

/** Runs a command with a connected client, which is closed after it. */
export async function withWeir(
  command: Command,
  run: (context: CommandContext) => Promise<void>,
): Promise<void> {
  const { bootstrap, output } = command.optsWithGlobals<GlobalOptions>();
  await using weir = new Weir({ bootstrap: bootstrap.split(','), clientId: 'weir-cli' });
  await run({ weir, format: output, signal: interruption.signal });
}
