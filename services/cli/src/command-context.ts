import { Weir, WeirError } from '@weir/client';
import type { Command } from 'commander';
import { formatOf } from './command-traits.ts';
import { connectionOf } from './connection-options.ts';
import { chooseSettings, type SettingOptions } from './context/choose-settings.ts';
import { ConnectError, InterruptedError } from './exit-code.ts';
import type { OutputFormat } from './result/output-format.ts';

/** What every command may use. */
export interface CommandContext {
  readonly weir: Weir;
  readonly format: OutputFormat;
  /** Aborts at Ctrl-C. */
  readonly signal: AbortSignal;
}

/** What a command may ask of its connection. */
export interface WeirCommandOptions {
  /** How long the cluster may take to answer, and one call to it may be retried, in milliseconds. */
  readonly timeoutMs?: number;
}

/** Aborts at the first Ctrl-C. */
export const interruption = new AbortController();

const connectTimeoutMs = 5_000;

/** Runs a call of the admin with a connected client; Ctrl-C ends it at once. */
export async function withWeir(
  command: Command,
  run: (context: CommandContext) => Promise<void>,
  options: WeirCommandOptions = {},
): Promise<void> {
  await streamWithWeir(command, (context) => unlessAborted(context.signal, run(context)), options);
}

/** Runs a command that ends by itself when its signal aborts, with a connected client. */
export async function streamWithWeir(
  command: Command,
  run: (context: CommandContext) => Promise<void>,
  { timeoutMs }: WeirCommandOptions = {},
): Promise<void> {
  const format = formatOf(command);
  const settings = chooseSettings(command.optsWithGlobals<SettingOptions>(), process.env);
  const { bootstrap, connect: way } = settings;
  const { signal } = interruption;
  await using weir = new Weir({
    bootstrap: bootstrap.split(',').map((address) => address.trim()),
    clientId: 'weir-cli',
    connect: way,
    connectTimeoutMs: timeoutMs ?? connectTimeoutMs,
    ...(timeoutMs === undefined ? undefined : { requestTimeoutMs: timeoutMs }),
    ...connectionOf(settings),
  });
  await unlessAborted(signal, connect(weir, bootstrap));
  await run({ weir, format, signal });
}

async function connect(weir: Weir, bootstrap: string): Promise<void> {
  try {
    await weir.connect();
  } catch (error) {
    if (!(error instanceof WeirError) || error.code !== 'UNAVAILABLE') throw error;
    throw new ConnectError(bootstrap, error);
  }
}

/** What the work comes to, or an error (`InterruptedError`) as soon as the signal aborts. */
export async function unlessAborted<Value>(
  signal: AbortSignal,
  work: Promise<Value>,
  toError: () => Error = () => new InterruptedError('Interrupted'),
): Promise<Value> {
  const { promise, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => {
    reject(toError());
  };
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
