import { describe, expect, it } from 'vitest';
import { InputError } from '../exit-code.ts';
import { readDeclaration } from './read-declaration.ts';

describe('readDeclaration', () => {
  it('reads YAML', () => {
    const text = `
# Orders and who may do what with them.
topics:
  - name: orders
    partitions: 12
    replicationFactor: 3
    configs:
      retention.ms: 9007199254740991
      flush.policy: fsync
      preallocate: true
      segment.ms: null
  - name: plain
acls:
  - principal: user:ann
    resourceType: topic
    resourceName: orders
    operations: [read, write, read]
  - principal: "*"
    permission: deny
    resourceType: cluster
    operations: [alter]
  - { principal: user:ann, resourceType: topic, resourceName: orders, operations: [read] }
quotas:
  - principal: user:ann
    produceBytesPerSecond: 1048576
`;
    const ann = { principal: 'user:ann', permission: 'allow', patternType: 'literal' };
    const orders = { ...ann, resourceType: 'topic', resourceName: 'orders' };
    expect(readDeclaration(text)).toEqual({
      topics: [
        {
          name: 'orders',
          partitions: 12,
          replicationFactor: 3,
          configs: {
            'retention.ms': '9007199254740991',
            'flush.policy': 'fsync',
            preallocate: 'true',
            'segment.ms': null,
          },
        },
        { name: 'plain', configs: {} },
      ],
      acls: [
        { ...orders, operation: 'read' },
        { ...orders, operation: 'write' },
        {
          ...{ principal: '*', permission: 'deny', patternType: 'literal', operation: 'alter' },
          ...{ resourceType: 'cluster', resourceName: 'weir' },
        },
      ],
      quotas: [{ principal: 'user:ann', produceBytesPerSecond: 1_048_576 }],
    });
  });

  it('reads JSON, and a document of nothing', () => {
    const empty = { topics: [], acls: [], quotas: [] };
    expect(readDeclaration('{}')).toEqual(empty);
    expect(readDeclaration('topics:\nacls: []\n')).toEqual(empty);
    const json = JSON.stringify({ topics: [{ name: 't', partitions: 2 }] });
    expect(readDeclaration(json).topics).toEqual([{ name: 't', partitions: 2, configs: {} }]);
  });

  it.each([
    ['', /wanted is an object with topics, acls, quotas/],
    ['[]', /wanted is an object/],
    ['topics: {', /neither YAML nor JSON: .* at line 1/],
    ['{"topics": [], "topics": []}', /neither YAML nor JSON: Map keys must be unique/],
    ['a: &a [1]\nb: 2\n---\nc: 3', /neither YAML nor JSON: .*multiple documents/],
    ['topic: []', /^there is no key "topic": did you mean topics\?$/],
    ['topics: orders', /^topics: wanted is a list$/],
    ['topics: [orders]', /^topics\[0\]: wanted is an object with name, .*name: it is missing$/],
    ['topics: [{name: a/b}]', /^topics\[0\]\.name: .*a\/b/],
    ['topics: [{name: 7}]', /^topics\[0\]\.name: wanted is a text$/],
    [
      'topics: [{name: t, partition: 3}]',
      /^topics\[0\]: .*"partition": did you mean partitions\?$/,
    ],
    ['topics: [{name: t, partitions: 0}]', /partitions: it is "0", wanted is an integer from 1 to/],
    ['topics: [{name: t, partitions: "3"}]', /partitions: it is "3", wanted is an integer/],
    ['topics: [{name: t, partitions: 1.5}]', /partitions: it is "1.5"/],
    ['topics: [{name: t, configs: [a]}]', /configs: wanted is an object of names and values/],
    ['topics: [{name: t, configs: {a: [1]}}]', /configs\.a: wanted is a text, a number/],
    ['topics: [{name: t}, {name: t}]', /^topics\[1\]\.name: "t" stands at topics\[0\], too$/],
    ['quotas: [{principal: user:a}]', /^quotas\[0\]\.principal: name one or more of produceBytes/],
    ['quotas: [{principal: ann, requestsPerSecond: 1}]', /it is "ann", wanted is user:NAME or \*$/],
  ])('names what is wrong with %j', (text, problem) => {
    const message = messageOf(text);
    expect(message).toMatch(problem);
    expect(message).not.toContain('\n');
  });

  const acl = {
    principal: 'user:a',
    resourceType: 'topic',
    resourceName: 't',
    operations: ['read'],
  };

  it.each([
    [{ operations: [] }, /operations: wanted are one or more of all, read/],
    [{ operations: ['see'] }, /^acls\[0\]\.operations: it is "see", wanted is one of all, read/],
    [{ operations: 'read' }, /operations: wanted is a list/],
    [{ permission: 'permit' }, /permission: it is "permit", wanted is one of allow, deny/],
    [{ resourceType: undefined }, /^acls\[0\]\.resourceType: it is missing$/],
    [{ resourceName: undefined }, /^acls\[0\]\.resourceName: it is missing$/],
    [{ resourceName: '*', patternType: 'prefix' }, /^acls\[0\]\.resourceName: /],
    [{ resourceType: 'cluster' }, /resourceName: the cluster is named "weir": leave it out/],
    [{ principal: 'user:' }, /^acls\[0\]\.principal: /],
  ])('names what is wrong with an ACL: %j', (change, problem) => {
    expect(messageOf(JSON.stringify({ acls: [{ ...acl, ...change }] }))).toMatch(problem);
  });

  it('takes every topic and group, and prefixes', () => {
    const acls = [
      { ...acl, resourceName: '*' },
      { ...acl, resourceName: '..', patternType: 'prefix' },
      { ...acl, resourceType: 'group', resourceName: 'billing-', patternType: 'prefix' },
    ];
    expect(readDeclaration(JSON.stringify({ acls })).acls).toMatchObject(
      acls.map(({ resourceName }) => ({ resourceName, operation: 'read' })),
    );
  });

  it('tells of many problems at once, and of no more than twenty', () => {
    const topics = Array.from({ length: 30 }, () => ({ partitions: 0 }));
    const problems = messageOf(JSON.stringify({ topics })).split('; ');
    expect(problems).toHaveLength(21);
    expect(problems.at(-1)).toBe('and more');
  });
});

function messageOf(text: string): string {
  try {
    readDeclaration(text);
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
  return '';
}
