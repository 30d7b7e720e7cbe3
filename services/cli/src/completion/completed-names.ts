import { recoveryByErrorCode, topicConfigDefinitions } from '@weir/core';
import { Command, Option } from 'commander';
import { type CommandContext, streamWithWeir } from '../command-context.ts';
import { connectionOptions } from '../connection-options.ts';
import { contextFilePath, readContexts } from '../context/context-file.ts';

/** Kinds of names that are asked for when they are completed. */
export const askedKinds = ['topic', 'group', 'node', 'key', 'context', 'code', 'config'] as const;

/** A kind of names that are asked for. */
export type AskedKind = (typeof askedKinds)[number];

/** Nobody waits longer for a completion. */
const timeoutMs = 1_500;
/** More than anybody reads. */
const maxNames = 1_000;

/**
 * The names of a kind that start with a prefix, of the cluster that a line of words names; none where it does
 * not answer at once.
 */
export async function completedNames(
  kind: AskedKind,
  prefix: string,
  words: readonly string[],
): Promise<readonly string[]> {
  try {
    const names = await namesOf(kind, words);
    return names.filter((name) => name.startsWith(prefix)).slice(0, maxNames);
  } catch {
    // Nobody wants to read of it while typing.
    return [];
  }
}

async function namesOf(kind: AskedKind, words: readonly string[]): Promise<readonly string[]> {
  if (kind === 'context') return Object.keys(readContexts(contextFilePath(process.env)).contexts);
  if (kind === 'code') return Object.keys(recoveryByErrorCode);
  if (kind === 'config') return topicConfigDefinitions.map(({ name }) => name);
  const line = lineCommand();
  line.parse([...words], { from: 'user' });
  let names: readonly string[] = [];
  const ask = async (context: CommandContext): Promise<void> => {
    names = await asked(kind, context);
  };
  await streamWithWeir(line, ask, { timeoutMs });
  return names;
}

/** Reads where to connect from a line that is not finished, and nothing else of it. */
function lineCommand(): Command {
  const command = new Command('line')
    .exitOverride()
    .configureOutput({ outputError: () => undefined })
    .allowUnknownOption()
    .allowExcessArguments()
    .addOption(new Option('--context <context>'))
    .addOption(new Option('-o, --output <format>').default('text'));
  for (const option of connectionOptions()) command.addOption(option);
  return command;
}

async function asked(
  kind: Exclude<AskedKind, 'context' | 'code' | 'config'>,
  { weir }: CommandContext,
): Promise<readonly string[]> {
  const admin = weir.admin();
  switch (kind) {
    case 'topic':
      return (await admin.listTopics()).map(({ name }) => name);
    case 'group':
      return (await admin.listGroups()).map(({ groupId }) => groupId);
    case 'node':
      return (await admin.describeCluster()).nodes.map(({ nodeId }) => `${nodeId}`);
    case 'key':
      return (await admin.listApiKeys()).map(({ keyId }) => keyId);
  }
}
