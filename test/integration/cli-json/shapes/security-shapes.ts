import {
  type CommandShape,
  dryRun,
  flag,
  integer,
  list,
  object,
  optional,
  orNull,
  text,
} from '../shape.ts';

const acls = list(
  object({
    principal: text('user:NAME, or *'),
    resourceType: text('kind', ['topic', 'group', 'cluster']),
    resourceName: text('name, or *'),
    patternType: text('whether the name is a beginning', ['literal', 'prefix']),
    operation: text('what', [
      ...['all', 'read', 'write', 'create', 'delete', 'alter', 'describe'],
      ...['alter-configs', 'describe-configs'],
    ]),
    permission: text('whether it is allowed', ['allow', 'deny']),
  }),
);

const key = object({
  keyId: text('id'),
  principal: text('user:NAME'),
  description: text('what it is for'),
  createdAtMs: integer('Unix ms'),
  expiresAtMs: optional(integer('Unix ms; missing: never')),
});

const quota = object({
  principal: text('user:NAME, or *'),
  produceBytesPerSecond: optional(integer('missing: no limit')),
  fetchBytesPerSecond: optional(integer('missing: no limit')),
  requestsPerSecond: optional(integer('missing: no limit')),
});

const context = {
  name: text('name'),
  isCurrent: flag('whether it is in use'),
  bootstrap: text('addresses'),
  connect: optional(text('way', ['direct', 'gateway', 'external'])),
  tls: optional(flag('TLS by the authorities of the system')),
  tlsCa: optional(text('file')),
  tlsCert: optional(text('file')),
  tlsKey: optional(text('file')),
  tlsServerName: optional(text('name that servers must have')),
  apiKey: optional(text('never the key itself: (hidden)')),
  apiKeyFile: optional(text('file')),
  tokenFile: optional(text('file')),
};

const current = orNull(text('the context in use'));

const error = object({
  code: text('name of the error'),
  recovery: text('what clients do', ['retry', 'refresh-metadata', 'rejoin', 'give-up']),
  grpcStatus: text('name of the gRPC status'),
  meaning: text('what has happened'),
  seenBy: text('who gets to see it'),
  remedy: text('what to do'),
});

/** Results of commands about rights and limits, of `apply`, and of those that call no cluster. */
export const securityShapes: Readonly<Record<string, CommandShape>> = {
  'acl create': { shape: object({ created: integer('how many did not exist'), acls, dryRun }) },
  'acl list': { shape: object({ acls }) },
  'acl delete': { shape: object({ deleted: acls, dryRun }) },
  'key create': {
    shape: object({
      key: optional(key),
      secret: optional(text('the key, shown this once')),
      principal: optional(text('with --dry-run')),
      ttlMs: optional(integer('with --dry-run')),
      dryRun,
    }),
  },
  'key list': { shape: object({ keys: list(key) }) },
  'key revoke': { shape: object({ revoked: text('id of the key'), dryRun }) },
  'quota set': { shape: object({ quota, dryRun }) },
  'quota list': { shape: object({ quotas: list(quota) }) },
  'quota remove': { shape: object({ removed: text('principal'), dryRun }) },
  'audit list': {
    shape: object({
      entries: list(
        object({
          id: text('unique, grows with time'),
          timeMs: integer('Unix ms'),
          service: text('who wrote it'),
          event: text('kind'),
          principal: text('empty: nobody was authenticated'),
          peer: text('address of the caller'),
          method: text('call, such as AdminService/CreateTopic'),
          resources: list(text(''), 'such as topic:orders'),
          outcome: text('OK, or an error code'),
          leftOut: integer('refusals of the same caller that were not kept'),
        }),
      ),
      hasMore: flag('whether there is older'),
    }),
  },
  apply: {
    shape: object({
      isDone: flag('false: it ended early'),
      dryRun,
      created: integer('number of objects'),
      changed: integer('number of objects'),
      unchanged: integer('number of objects'),
      objects: list(
        object({
          kind: text('kind', ['topic', 'acl', 'quota']),
          name: text('name'),
          result: text('what became of it', ['created', 'changed', 'unchanged']),
          detail: text('for people'),
        }),
      ),
    }),
  },
  'context list': { shape: object({ contexts: list(object(context)) }) },
  'context show': { shape: object({ context: object(context) }) },
  'context set': { shape: object({ context: object(context) }) },
  'context use': { shape: object({ current, previous: orNull(text('the one before')) }) },
  'context rename': {
    shape: object({ renamed: text('old name'), name: text('new name'), current }),
  },
  'context remove': { shape: object({ removed: text('name'), current }) },
  'errors list': { shape: object({ errors: list(error) }) },
  'errors explain': { shape: object({ error }) },
};
