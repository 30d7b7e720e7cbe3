import { nearestName, WeirError } from '@weir/core';
import type { Option } from './option.ts';

/** A config table: one row for each key. */
export type ConfigDefinition = Readonly<Record<string, Option<unknown>>>;

/** The values of a config table. */
export type Config<Definition extends ConfigDefinition> = {
  readonly [Key in keyof Definition]: Definition[Key] extends Option<infer Value> ? Value : never;
};

/** Where a config is read from. A flag wins over an environment variable. */
export interface ConfigSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Arguments without the program: `--data-dir D` or `--data-dir=D`. */
  readonly argv: readonly string[];
}

/** Those of the command line `weir`, which may well be set in the shell that starts a service. */
const commandLineVariables = [
  'WEIR_BOOTSTRAP',
  'WEIR_CONFIG',
  'WEIR_CONNECT',
  'WEIR_CONTEXT',
  'WEIR_DEBUG',
  'WEIR_TLS',
  'WEIR_TLS_CA',
  'WEIR_TLS_CERT',
  'WEIR_TLS_KEY',
  'WEIR_API_KEY',
  'WEIR_API_KEY_FILE',
  'WEIR_TOKEN_FILE',
];

/** Checks that two rows do not read the same variable. */
export function defineConfig<const Definition extends ConfigDefinition>(
  definition: Definition,
): Definition {
  const names = Object.values(definition).map(({ env }) => env);
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) throw new Error(`Config table names ${repeated} twice`);
  return definition;
}

/**
 * Reads a config; `INVALID_CONFIG` lists every problem at once: unknown flags and `WEIR_` variables,
 * missing values, values outside their limits.
 */
export function loadConfig<const Definition extends ConfigDefinition>(
  definition: Definition,
  sources: ConfigSources,
): Config<Definition> {
  const problems: string[] = [];
  const flags = readFlags(definition, sources.argv, problems);
  refuseUnknownVariables(definition, sources.env, problems);

  const values: Record<string, unknown> = {};
  for (const [key, row] of Object.entries(definition)) {
    const flag = flagOf(row);
    const source = flags.has(flag) ? flag : row.env;
    const text = flags.get(flag) ?? sources.env[row.env];
    try {
      values[key] = text === undefined || isMissing(row, text) ? defaultOf(row) : row.parse(text);
    } catch (error) {
      problems.push(`${source}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  if (problems.length > 0) throw new WeirError('INVALID_CONFIG', problems.join('; '));
  return values as Config<Definition>;
}

/** The config of this process; prints what is wrong with it and exits with 1 if anything is. */
export function loadConfigOrExit<const Definition extends ConfigDefinition>(
  definition: Definition,
): Config<Definition> {
  try {
    return loadConfig(definition, { env: process.env, argv: process.argv.slice(2) });
  } catch (error) {
    process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
    return process.exit(1);
  }
}

/** A config as it may be logged: secrets are redacted. */
export function describeConfig<const Definition extends ConfigDefinition>(
  definition: Definition,
  config: Config<Definition>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(definition).map(([key, { isSecret }]) => [
      key,
      isSecret === true ? '[redacted]' : config[key],
    ]),
  );
}

function flagOf({ env }: Option<unknown>): string {
  return `--${env
    .replace(/^WEIR_/, '')
    .toLowerCase()
    .replaceAll('_', '-')}`;
}

/** An empty text is no value for a row that must have one. */
function isMissing(row: Option<unknown>, text: string): boolean {
  return text === '' && row.default === undefined;
}

function defaultOf(row: Option<unknown>): unknown {
  if (row.default !== undefined) return row.default;
  throw new WeirError('INVALID_CONFIG', `is required (${row.type}): ${row.meaning}`);
}

function readFlags(
  definition: ConfigDefinition,
  argv: readonly string[],
  problems: string[],
): Map<string, string> {
  const rows = new Map(Object.values(definition).map((row) => [flagOf(row), row]));
  const known = [...rows.keys()];
  const flags = new Map<string, string>();
  const rest = [...argv];
  while (rest.length > 0) {
    const [flag, inline] = splitOnce(rest.shift() ?? '');
    // A boolean flag that stands alone says yes.
    const isAlone = rows.get(flag)?.isFlag === true && rest[0]?.startsWith('--') !== false;
    const value = inline ?? (isAlone ? 'true' : rest.shift());
    if (!known.includes(flag)) problems.push(unknownName(flag, known));
    else if (value === undefined) problems.push(`${flag}: has no value`);
    else flags.set(flag, value);
  }
  return flags;
}

function splitOnce(argument: string): [string, string | undefined] {
  const position = argument.indexOf('=');
  if (position < 0) return [argument, undefined];
  return [argument.slice(0, position), argument.slice(position + 1)];
}

function refuseUnknownVariables(
  definition: ConfigDefinition,
  env: ConfigSources['env'],
  problems: string[],
): void {
  const known = Object.values(definition).map((row) => row.env);
  for (const name of Object.keys(env)) {
    const isForeign = !name.startsWith('WEIR_') || commandLineVariables.includes(name);
    if (!isForeign && !known.includes(name)) problems.push(unknownName(name, known));
  }
}

function unknownName(name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  const hint = nearest === undefined ? `known are ${known.join(', ')}` : `did you mean ${nearest}?`;
  return `${name}: is unknown; ${hint}`;
}
