import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createProgram } from '@weir/cli';
import { Ajv } from 'ajv';
import { format } from 'prettier';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../harness/eventually.ts';
import { freePort } from '../harness/free-port.ts';
import { runCommand, type CommandResult } from '../harness/run-command.ts';
import { type StartedCluster, startCluster } from '../harness/start-cluster.ts';
import { type TemporaryDirectory, temporaryDirectory } from '../harness/temporary-directory.ts';
import { weirLauncher } from '../harness/weir-cli.ts';
import { type CommandCase, commandCases } from './cli-json/cases.ts';
import { commandOf, formatsOf, jsonCommands, pathOf } from './cli-json/find-command.ts';
import {
  commandSection,
  documentedCommands,
  exampleOf,
  fieldTable,
  pageIntroduction,
  sectionOf,
  shortened,
} from './cli-json/json-docs.ts';
import type { CommandShape } from './cli-json/shape.ts';
import { allShapes } from './cli-json/shapes/all-shapes.ts';

const page = join(import.meta.dirname, '../../services/cli/docs/json.md');
const program = createProgram();
const ajv = new Ajv({ allErrors: true });
ajv.addKeyword('isOptional');
/** The first result of each command. */
const examples = new Map<string, unknown>();

let started: StartedCluster;
let directory: TemporaryDirectory;

beforeAll(async () => {
  directory = await temporaryDirectory();
  started = await startCluster({ nodes: 3, controllers: 1, coordinators: 1, gateways: 1 });
  await started.cluster.whenReady();
}, 120_000);

afterAll(async () => {
  await started[Symbol.asyncDispose]();
  await directory[Symbol.asyncDispose]();
}, 60_000);

async function weir(line: string, more: readonly string[], input = ''): Promise<CommandResult> {
  const { isLocal } = commandOf(program, line);
  const address = isLocal ? [] : ['--bootstrap', started.cluster.bootstrap.join()];
  const args = [weirLauncher, ...line.split(' '), ...more, ...address];
  const env = {
    PATH: process.env['PATH'] ?? '',
    WEIR_CONFIG: join(directory.path, 'config.yaml'),
  };
  return runCommand(process.execPath, args, { env, input });
}

/** What cases cannot know beforehand. */
const facts: Readonly<Record<string, () => Promise<string>>> = {
  '{archive}': async () => join(directory.path, 'bundle.tar.gz'),
  '{key}': async () => (await started.weir.admin().listApiKeys())[0]?.keyId ?? '',
  '{other node}': async () => {
    const { topic } = await started.weir.admin().describeTopic('lone');
    return topic.partitions[0]?.leader === 1 ? '2' : '1';
  },
  '{saved file}': () => Promise.resolve(join(directory.path, 'saved.csv')),
  '{stopped node}': async () => {
    const { nodeId } = await started.cluster.addNode();
    await started.cluster.whenReady();
    await started.cluster.node(nodeId).process.stop();
    await eventually(async () => (await stateOf(nodeId)) === 'NODE_STATE_DEAD');
    return `${nodeId}`;
  },
};

async function stateOf(nodeId: number): Promise<string | undefined> {
  const { nodes } = await started.weir.admin().describeCluster();
  return nodes.find((node) => node.nodeId === nodeId)?.state;
}

async function filledIn(line: string): Promise<string> {
  const [fact] = /\{[^}]+\}/.exec(line) ?? [];
  return fact === undefined ? line : line.replace(fact, (await facts[fact]?.()) ?? '');
}

function declared(path: string): CommandShape {
  const shape = allShapes[path];
  if (shape === undefined) throw new Error(`No shape is declared for weir ${path}`);
  return shape;
}

/** The documents of an output, each of the shape that the command declares. */
function documents(path: string, stdout: string): readonly unknown[] {
  const { shape, isStream } = declared(path);
  const read = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
  if (isStream !== true) expect(read).toHaveLength(1);
  for (const document of read) {
    expect(ajv.validate(shape, document) ? '' : ajv.errorsText(ajv.errors)).toBe('');
  }
  return read;
}

async function runCase({ line, input, code = 0, printsResult }: CommandCase): Promise<void> {
  const result = await weir(await filledIn(line), ['-o', 'json'], input);
  const path = pathOf(program, line);
  expect({ code: result.code, stderr: code === 0 ? '' : result.stderr }).toEqual({
    code,
    stderr: code === 0 ? '' : (expect.stringMatching(/^error: [A-Z_]+: .+\n$/m) as string),
  });
  if (code !== 0 && printsResult !== true) {
    expect(result.stdout).toBe('');
    return;
  }
  const [first] = documents(path, result.stdout);
  if (code === 0 && !examples.has(path)) examples.set(path, first);
}

describe('weir -o json', () => {
  it('has a case and a shape for every command', () => {
    const tried = new Set(
      commandCases.filter(({ code = 0 }) => code === 0).map(({ line }) => pathOf(program, line)),
    );
    expect([...tried].toSorted()).toEqual(jsonCommands(program));
    expect(documentedCommands).toEqual(jsonCommands(program));
  });

  const named = commandCases.map((each) => ({ ...each, name: `${each.line} → ${each.code ?? 0}` }));

  it.each(named)('$name', runCase, 120_000);

  it('ends with 3 where no Weir answers', async () => {
    const nobody = `127.0.0.1:${await freePort()}`;
    const env = { PATH: process.env['PATH'] ?? '', WEIR_BOOTSTRAP: nobody };
    const args = [weirLauncher, 'topic', 'list', '-o', 'json'];
    const result = await runCommand(process.execPath, args, { env });
    expect(result).toMatchObject({ code: 3, stdout: '' });
    expect(result.stderr).toMatch(/^error: UNAVAILABLE: no Weir answers at /);
  });
});

describe('other formats', () => {
  const lists = ['topic list --internal', 'group list', 'node list', 'errors list', 'quota list'];

  it.each(lists)('%s has an item a line, and their names', async (line) => {
    expect(formatsOf(program, line)).toEqual(expect.arrayContaining(['json', 'ndjson', 'name']));
    const { stdout: items } = await weir(line, ['-o', 'ndjson']);
    const { stdout: names } = await weir(line, ['-o', 'name']);
    const { stdout: whole } = await weir(line, ['-o', 'json']);
    const [rows] = Object.values(JSON.parse(whole) as Record<string, unknown[]>);
    const lines = items.split('\n').filter((text) => text !== '');
    expect(lines.map((text) => typeof JSON.parse(text))).toEqual(rows?.map(() => 'object'));
    expect(names.split('\n').filter((text) => text !== '')).toHaveLength(lines.length);
  });
});

describe('docs/json.md', () => {
  const home = '/home/ann';

  // JSON_DOCS=write writes the page anew, from the shapes and from what was printed here.
  it.runIf(process.env['JSON_DOCS'] === 'write')('is written', async () => {
    const sections = documentedCommands.map((command) =>
      commandSection(command, declared(command), JSON.stringify(shortened(examples.get(command)))),
    );
    // Where this ran is of no interest.
    const text = [pageIntroduction, ...sections]
      .join('\n')
      .replaceAll(directory.path, home)
      .replaceAll(process.cwd(), home);
    const options = { parser: 'markdown', printWidth: 100, singleQuote: true };
    expect(examples.size).toBe(documentedCommands.length);
    writeFileSync(page, await format(text, options));
  });

  it.each(documentedCommands)(
    'has the fields of weir %s, and an example of it',
    async (command) => {
      const text = readFileSync(page, 'utf8');
      const { shape } = declared(command);
      const table = await format(fieldTable(shape), { parser: 'markdown' });
      expect(sectionOf(text, command)).toContain(table.trim());
      const example: unknown = JSON.parse(exampleOf(text, command) ?? 'null');
      expect(ajv.validate(shape, example) ? '' : ajv.errorsText(ajv.errors)).toBe('');
    },
  );
});
