import { randomUUID } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseDocument, stringify } from 'yaml';
import { FieldReader, ProblemList } from '../field-reader.ts';
import { InputError } from '../exit-code.ts';
import { connectWays, settingNames } from './connection-settings.ts';
import type { SavedContext, SavedContexts } from './saved-contexts.ts';
import { errorText } from '../format/error-text.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Contexts are a few; what is larger is another file. */
const maxFileBytes = 1024 * 1024;

/** Where contexts are kept: `WEIR_CONFIG`, or `weir/config.yaml` where the person keeps such files. */
export function contextFilePath(env: Environment): string {
  const own = env['WEIR_CONFIG'];
  if (own !== undefined && own !== '') return own;
  const base = env['XDG_CONFIG_HOME'];
  const directory = base === undefined || base === '' ? join(homedir(), '.config') : base;
  return join(directory, 'weir', 'config.yaml');
}

/** The contexts in a file, none where there is no such file; `InputError` for one that is broken. */
export function readContexts(path: string): SavedContexts {
  const text = readText(path);
  if (text === undefined || text.trim() === '') return { contexts: {} };
  const problems = new ProblemList();
  const contexts = readRoot(parse(text, path), problems);
  if (problems.texts.length === 0) return contexts;
  throw new InputError(`Contexts file ${path}: ${problems.texts.join('; ')}`);
}

/** Replaces the file as a whole, so that nobody finds half of it; only its owner may read it. */
export function writeContexts(path: string, saved: SavedContexts): void {
  const target = whereItLeads(path);
  const draft = `${target}.${randomUUID()}`;
  try {
    mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
    const file = openSync(draft, 'wx', 0o600);
    try {
      writeSync(file, stringify(saved, { aliasDuplicateObjects: false }));
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(draft, target);
  } catch (error) {
    rmSync(draft, { force: true });
    throw new InputError(`Contexts file ${path} cannot be written: ${errorText(error)}`);
  }
}

/** Whether others than its owner may read the file. */
export function isReadByOthers(path: string): boolean {
  try {
    return (statSync(path).mode & 0o077) !== 0;
  } catch {
    return false;
  }
}

function readText(path: string): string | undefined {
  try {
    if (statSync(path).size > maxFileBytes) {
      throw new Error(`it is larger than ${maxFileBytes} bytes`);
    }
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new InputError(
      `Contexts file ${path} cannot be read: ${errorText(error)} (WEIR_CONFIG names another)`,
    );
  }
}

function parse(text: string, path: string): unknown {
  const document = parseDocument(text);
  const [broken] = document.errors;
  if (broken === undefined) return document.toJS() as unknown;
  const [line = ''] = broken.message.split('\n');
  throw new InputError(`Contexts file ${path} is not YAML: ${line.replace(/:$/, '')}`);
}

function readRoot(value: unknown, problems: ProblemList): SavedContexts {
  const root = new FieldReader(value, '', ['current', 'previous', 'contexts'], problems);
  const contexts: Record<string, SavedContext> = {};
  for (const [name, fields] of root.fields('contexts')) {
    contexts[name] = readContext(
      new FieldReader(fields, `contexts.${name}`, settingNames, problems),
    );
  }
  return {
    ...(root.has('current') ? { current: root.text('current') } : undefined),
    ...(root.has('previous') ? { previous: root.text('previous') } : undefined),
    contexts,
  };
}

function readContext(reader: FieldReader): SavedContext {
  const texts = settingNames.filter(
    (name) => name !== 'bootstrap' && name !== 'connect' && name !== 'tls' && reader.has(name),
  );
  const connect = reader.choice('connect', connectWays);
  const tls = reader.choice('tls', [true, false]);
  return {
    bootstrap: reader.text('bootstrap'),
    ...(connect === undefined ? undefined : { connect }),
    ...(tls === undefined ? undefined : { tls }),
    ...Object.fromEntries(texts.map((name) => [name, reader.text(name)])),
  };
}

/** A link stays one: the file that it names is written. */
function whereItLeads(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
