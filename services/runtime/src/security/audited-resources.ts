/** How many resources of one call are named. */
const maxResources = 20;
/** How much of a name is written: longer ones are refused by every handler anyway. */
const maxNameLength = 256;

type Fields = Readonly<Record<string, unknown>>;

/** What the fields of administrative requests name. Nothing else of a request is written. */
const kinds: Readonly<Record<string, string>> = {
  topic: 'topic',
  topicId: 'topic-id',
  groupId: 'group',
  nodeId: 'node',
  principal: 'principal',
  keyId: 'key',
};

/** Requests whose `name` is something else than a topic's. */
const named: Readonly<Record<string, string>> = { RegisterProducer: 'producer' };

/** Fields with the messages that name resources. */
const nested = ['acls', 'filter', 'quota', 'partitions', 'reassignments', 'partition'];

/** The resources that an administrative request names, `topic:orders`. */
export function auditedResources(method: string, request: unknown): string[] {
  const found = new Set<string>();
  collect(request, named[method.slice(method.indexOf('/') + 1)] ?? 'topic', found);
  return [...found].slice(0, maxResources);
}

function collect(value: unknown, nameKind: string, found: Set<string>): void {
  if (found.size >= maxResources || typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value) collect(item, nameKind, found);
    return;
  }
  const fields = value as Fields;
  add(found, nameKind, fields['name']);
  for (const [field, kind] of Object.entries(kinds)) add(found, kind, fields[field]);
  add(found, aclKind(fields), fields['resourceName']);
  for (const field of nested) collect(fields[field], nameKind, found);
}

function add(found: Set<string>, kind: string, name: unknown): void {
  if (typeof name === 'number') found.add(`${kind}:${name}`);
  if (typeof name === 'string' && name !== '') found.add(`${kind}:${name.slice(0, maxNameLength)}`);
}

function aclKind({ resourceType }: Fields): string {
  return typeof resourceType === 'string'
    ? resourceType.replace('RESOURCE_TYPE_', '').toLowerCase()
    : 'resource';
}
