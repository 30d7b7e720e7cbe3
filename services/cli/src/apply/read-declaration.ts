import { type Acl, type PrincipalQuota, WeirError } from '@weir/client';
import { clusterResource, toGroupId, toTopicName, userNameProblem } from '@weir/core';
import { parseDocument } from 'yaml';
import { InputError } from '../exit-code.ts';
import { aclOperations } from '../parse-options.ts';
import type { Declaration, DeclaredTopic } from './declaration.ts';
import { FieldReader, ProblemList } from '../field-reader.ts';
import { errorText } from '../format/error-text.ts';

const documentKeys = ['topics', 'acls', 'quotas'];
const topicKeys = ['name', 'partitions', 'replicationFactor', 'configs'];
const resourceKeys = ['resourceType', 'resourceName', 'patternType'];
const aclKeys = ['principal', 'permission', ...resourceKeys, 'operations'];
const limitKeys = ['produceBytesPerSecond', 'fetchBytesPerSecond', 'requestsPerSecond'] as const;
const quotaKeys = ['principal', ...limitKeys];
const anyLimit = { min: 1, max: Number.MAX_SAFE_INTEGER };

/**
 * The declaration of a text in YAML, of which JSON is a part. Throws one `InputError` that lists all that
 * is wrong with it.
 */
export function readDeclaration(text: string): Declaration {
  const problems = new ProblemList();
  const root = new FieldReader(parse(text), '', documentKeys, problems);
  const declaration = {
    topics: unique(root.objects('topics', topicKeys), 'name', readTopic),
    acls: uniqueAcls(root.objects('acls', aclKeys).flatMap(readAcls)),
    quotas: unique(root.objects('quotas', quotaKeys), 'principal', readQuota),
  };
  if (problems.texts.length > 0) throw new InputError(problems.texts.join('; '));
  return declaration;
}

/** Numbers without a fraction read as `bigint`, so that large ones stay exact. */
function parse(text: string): unknown {
  const document = parseDocument(text, { intAsBigInt: true });
  try {
    const [broken] = document.errors;
    if (broken !== undefined) throw broken;
    return document.toJS() as unknown;
  } catch (error) {
    const [line = ''] = errorText(error).split('\n');
    throw new InputError(`It is neither YAML nor JSON: ${line.replace(/:$/, '')}`);
  }
}

/** What each reads as; a name that comes twice is a problem. */
function unique<Name extends string, Value extends Readonly<Record<Name, string>>>(
  readers: readonly FieldReader[],
  name: Name,
  read: (reader: FieldReader) => Value,
): Value[] {
  const places = new Map<string, string>();
  return readers.map((reader) => {
    const value = read(reader);
    const place = places.get(value[name]);
    if (place !== undefined) reader.problem(name, `"${value[name]}" stands at ${place}, too`);
    else if (value[name] !== '') places.set(value[name], reader.place);
    return value;
  });
}

function readTopic(reader: FieldReader): DeclaredTopic {
  const partitions = reader.integer('partitions', { min: 1, max: 10_000 });
  const replicationFactor = reader.integer('replicationFactor', { min: 1, max: 1_000 });
  return {
    name: readName(reader, 'name', toTopicName),
    configs: reader.scalars('configs'),
    ...(partitions === undefined ? undefined : { partitions }),
    ...(replicationFactor === undefined ? undefined : { replicationFactor }),
  };
}

function readAcls(reader: FieldReader): Acl[] {
  const principal = readPrincipal(reader);
  const permission = reader.choice('permission', ['allow', 'deny']) ?? 'allow';
  const patternType = reader.choice('patternType', ['literal', 'prefix']) ?? 'literal';
  const operations = reader.choices('operations', aclOperations);
  if (!reader.has('resourceType')) reader.problem('resourceType', 'it is missing');
  const resourceType = reader.choice('resourceType', ['topic', 'group', 'cluster']);
  if (resourceType === undefined) return [];
  const resourceName = readResourceName(reader, resourceType, patternType);
  return operations.map((operation) => ({
    ...{ principal, resourceType, resourceName, patternType, operation, permission },
  }));
}

function readResourceName(
  reader: FieldReader,
  resourceType: Acl['resourceType'],
  patternType: Acl['patternType'],
): string {
  if (resourceType === 'cluster') {
    if (patternType === 'prefix') reader.problem('patternType', 'the cluster has no prefix');
    const isNamed = reader.has('resourceName');
    const name = isNamed ? reader.text('resourceName') : clusterResource.name;
    if (name !== clusterResource.name) {
      reader.problem(
        'resourceName',
        `the cluster is named "${clusterResource.name}": leave it out`,
      );
    }
    return clusterResource.name;
  }
  return readName(reader, 'resourceName', (name) => {
    if (name === '*' && patternType === 'literal') return;
    if (resourceType === 'group') toGroupId(name);
    // A topic may be named "..a".
    else if (patternType === 'literal' || !/^\.\.?$/.test(name)) toTopicName(name);
  });
}

function readQuota(reader: FieldReader): PrincipalQuota {
  const limits: { [Key in (typeof limitKeys)[number]]?: number } = {};
  for (const key of limitKeys) {
    const limit = reader.integer(key, anyLimit);
    if (limit !== undefined) limits[key] = limit;
  }
  if (!limitKeys.some((key) => reader.has(key))) {
    reader.problem('principal', `name one or more of ${limitKeys.join(', ')}`);
  }
  return { principal: readPrincipal(reader), ...limits };
}

function readPrincipal(reader: FieldReader): string {
  const principal = reader.text('principal');
  if (principal === '' || principal === '*') return principal;
  const problem = principal.startsWith('user:')
    ? userNameProblem(principal.slice('user:'.length))
    : `it is "${principal}", wanted is user:NAME or *`;
  if (problem !== undefined) reader.problem('principal', problem);
  return principal;
}

/** A name that `check` does not throw for. */
function readName(reader: FieldReader, key: string, check: (name: string) => unknown): string {
  const name = reader.text(key);
  if (name === '') return name;
  try {
    check(name);
  } catch (error) {
    if (!(error instanceof WeirError)) throw error;
    reader.problem(key, error.message);
  }
  return name;
}

function uniqueAcls(acls: readonly Acl[]): Acl[] {
  return [...new Map(acls.map((acl) => [aclKey(acl), acl])).values()];
}

/** The same for two ACLs that are the same. */
export function aclKey(acl: Acl): string {
  const { principal, permission, operation, resourceType, patternType, resourceName } = acl;
  return [principal, permission, operation, resourceType, patternType, resourceName].join('\0');
}
