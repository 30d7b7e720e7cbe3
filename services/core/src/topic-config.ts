import { nearestName } from './nearest-name.ts';
import {
  type TopicConfig,
  type TopicConfigContext,
  type TopicConfigDefinition,
  topicConfigDefinitions,
} from './topic-config-table.ts';
import { WeirError } from './weir-error.ts';

type ConfigValue = string | number | boolean;
type Parsed = { readonly value: ConfigValue } | { readonly problem: string };

const definitionByName = new Map(
  topicConfigDefinitions.map((definition) => [definition.name, definition]),
);
const integerPattern = /^-?\d{1,16}$/;

/**
 * The effective config of a topic from the entries that were set, by their dotted names.
 *
 * Throws one `INVALID_CONFIG` that lists every problem with its value and limit; `metadata` has the
 * problem of each name. Unknown names are refused, with the nearest known one suggested.
 */
export function parseTopicConfigs(
  entries: Readonly<Record<string, string>>,
  context: TopicConfigContext,
): TopicConfig {
  const problems = new Map<string, string>();
  const parsed: Record<string, ConfigValue> = {};
  for (const definition of topicConfigDefinitions) {
    parsed[definition.property] = definition.defaultFor(context);
  }
  for (const [name, text] of Object.entries(entries)) {
    const definition = definitionByName.get(name);
    const result =
      definition === undefined ? unknownName(name) : parseValue(definition, text, context);
    if ('problem' in result) problems.set(name, result.problem);
    else if (definition !== undefined) parsed[definition.property] = result.value;
  }
  // Every property of TopicConfig has a definition, and each value was parsed by its own.
  if (problems.size === 0) return parsed as unknown as TopicConfig;
  throw new WeirError('INVALID_CONFIG', [...problems.values()].join('; '), {
    metadata: Object.fromEntries(problems),
  });
}

/** The entries that `parseTopicConfigs` reads back as this config, by name, in order of name. */
export function formatTopicConfig(config: TopicConfig): Record<string, string> {
  return Object.fromEntries(
    topicConfigDefinitions.map(({ name, property }) => [name, String(config[property])]),
  );
}

function parseValue(
  definition: TopicConfigDefinition,
  text: string,
  context: TopicConfigContext,
): Parsed {
  switch (definition.type) {
    case 'integer':
      return parseInteger(definition, text, definition.maximumFor(context));
    case 'boolean':
      return parseChoice(definition.name, text, ['true', 'false'], (choice) => choice === 'true');
    case 'enum':
      return parseChoice(definition.name, text, definition.values, (choice) => choice);
  }
}

function parseInteger(
  { name, minimum }: { readonly name: string; readonly minimum: number },
  text: string,
  maximum: number,
): Parsed {
  const value = integerPattern.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(value) && value >= minimum && value <= maximum) return { value };
  return { problem: `${name} "${shorten(text)}" is not an integer from ${minimum} to ${maximum}` };
}

function parseChoice(
  name: string,
  text: string,
  choices: readonly string[],
  toValue: (choice: string) => ConfigValue,
): Parsed {
  if (choices.includes(text)) return { value: toValue(text) };
  if (name === 'cleanup.policy' && text.includes('compact')) {
    return { problem: `${name} "${shorten(text)}" is not supported: logs are not compacted yet` };
  }
  return { problem: `${name} "${shorten(text)}" is none of ${choices.join(', ')}` };
}

function unknownName(name: string): Parsed {
  const nearest = nearestName(name, definitionByName.keys());
  const suggestion = nearest === undefined ? '' : `, did you mean ${nearest}`;
  return { problem: `${shorten(name)} is not a topic config${suggestion}` };
}

function shorten(text: string): string {
  return text.length <= 64 ? text : `${text.slice(0, 64)}…`;
}
