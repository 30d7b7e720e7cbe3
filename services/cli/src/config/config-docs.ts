import { type TopicConfigDefinition, topicConfigDefinitions } from '@weir/core';
import type { CommandResult } from '../result/command-result.ts';
import { unknownName } from '../unknown-name.ts';

/** What there is to know of a config. */
interface ConfigDoc {
  readonly name: string;
  readonly type: TopicConfigDefinition['type'];
  readonly default: string;
  /** Of integers, both inclusive. */
  readonly minimum?: number;
  readonly maximum?: number;
  /** All values of an enum. */
  readonly values?: readonly string[];
  readonly meaning: string;
}

/** Some defaults depend on it; it is what most topics have. */
const replicationFactor = 3;

/** The configs of this version of Weir that match a pattern, with what they do. */
export function configDocs(
  isMeant: (name: string) => boolean,
  pattern: string | undefined,
): CommandResult {
  const docs = topicConfigDefinitions.filter(({ name }) => isMeant(name)).map(toDoc);
  if (docs.length === 0) {
    const known = topicConfigDefinitions.map(({ name }) => name);
    throw unknownName({ what: 'config', name: pattern ?? '', known });
  }
  return {
    data: { configs: docs },
    text: docs.map(formatDoc).join('\n\n'),
    items: docs,
    names: docs.map(({ name }) => name),
  };
}

function toDoc(definition: TopicConfigDefinition): ConfigDoc {
  const { name, type, meaning } = definition;
  const context = { replicationFactor };
  const shared = { name, type, default: String(definition.defaultFor(context)) };
  switch (definition.type) {
    case 'integer': {
      const { minimum, maximumFor } = definition;
      return { ...shared, minimum, maximum: maximumFor(context), meaning };
    }
    case 'enum':
      return { ...shared, values: definition.values.map(String), meaning };
    case 'boolean':
      return { ...shared, meaning };
  }
}

function formatDoc(doc: ConfigDoc): string {
  return [
    `${doc.name} (default ${doc.default}${doc.name === 'min.insync.replicas' ? ' with 3 replicas' : ''})`,
    `  ${doc.meaning}`,
    `  ${limits(doc)}`,
  ].join('\n');
}

function limits({ minimum, maximum, values, type }: ConfigDoc): string {
  if (values !== undefined) return `One of ${values.join(', ')}`;
  if (type === 'boolean') return 'true or false';
  return `From ${minimum} to ${maximum}`;
}
