/** A page of the console over the scene of `seedScene`. */
export interface ScenePage {
  /** Of its picture. */
  readonly name: string;
  readonly path: string;
  readonly heading: string | RegExp;
  /** What stands on it, each of which the scene has made so. */
  readonly facts: readonly (string | RegExp)[];
}

/** Every page, and every tab of a page that has some. */
export const everyPage: readonly ScenePage[] = [
  {
    ...{ name: 'overview', path: '/', heading: 'Overview' },
    facts: ['3 of 3', /controller-1|standalone/, '150'],
  },
  {
    ...{ name: 'topics', path: '/topics', heading: 'Topics' },
    facts: ['clicks', 'orders.retries', '2,000', 'Healthy'],
  },
  {
    ...{ name: 'topic', path: '/topics/orders', heading: /orders$/ },
    facts: ['550', 'In sync'],
  },
  {
    ...{ name: 'topic configs', path: '/topics/orders?tab=configs', heading: /orders$/ },
    facts: ['retention.ms', '604800000', 'min.insync.replicas'],
  },
  {
    ...{ name: 'records', path: '/topics/orders/records', heading: /Records$/ },
    facts: ['100 records shown', /"city":"Quito"/],
  },
  {
    ...{ name: 'record', path: '/topics/sensors/records?record=0-0', heading: /Records$/ },
    facts: ['Partition 0 · Offset 0', /ca fe 00/],
  },
  {
    ...{ name: 'search', path: '/topics/orders/records?q=Hanoi', heading: /Records$/ },
    facts: [/found/, /"city":"Hanoi"/],
  },
  {
    ...{ name: 'groups', path: '/groups', heading: 'Groups' },
    facts: ['billing', 'search-index', 'shipping', '150'],
  },
  {
    ...{ name: 'group', path: '/groups/shipping', heading: /shipping$/ },
    facts: ['Empty', '150', 'nobody'],
  },
  {
    ...{ name: 'group members', path: '/groups/shipping?tab=members', heading: /shipping$/ },
    facts: ['Nobody is in it'],
  },
  {
    ...{ name: 'nodes', path: '/nodes', heading: 'Nodes' },
    facts: ['alive', 'local-2', '0.1.0'],
  },
  {
    ...{ name: 'node', path: '/nodes/1', heading: /Node 1$/ },
    facts: ['local-1', 'Partitions with a replica here', '__weir_offsets'],
  },
  {
    ...{ name: 'partitions', path: '/partitions', heading: 'Partitions' },
    facts: ['Every replica is in sync'],
  },
  {
    ...{ name: 'all partitions', path: '/partitions?show=all', heading: 'Partitions' },
    facts: ['__weir_offsets', 'in sync', '89'],
  },
  {
    ...{ name: 'acls', path: '/acls', heading: 'ACLs' },
    facts: ['user:ann', 'allow', 'topics that start with order'],
  },
  {
    ...{ name: 'keys', path: '/keys', heading: /Keys|API keys/ },
    facts: ['user:ann', 'the web shop'],
  },
  {
    ...{ name: 'quotas', path: '/quotas', heading: 'Quotas' },
    facts: ['user:ann', /20 MiB\/s/],
  },
  {
    ...{ name: 'audit', path: '/audit', heading: 'Audit' },
    facts: ['Change', 'topic:orders', /CreateTopic/],
  },
  {
    ...{ name: 'not found', path: '/nowhere', heading: 'Not found' },
    facts: ['There is no such page'],
  },
];
