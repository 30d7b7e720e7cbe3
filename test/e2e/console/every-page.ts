/** A page of the console over the scene of `seedScene`. */
export interface ScenePage {
  /** Of its picture. */
  readonly name: string;
  readonly path: string;
}

/** Every page, and every tab of a page that has some. */
export const everyPage: readonly ScenePage[] = [
  { name: 'overview', path: '/' },
  { name: 'topics', path: '/topics' },
  { name: 'topic', path: '/topics/orders' },
  { name: 'topic records', path: '/topics/orders?tab=records' },
  { name: 'topic partitions', path: '/topics/orders?tab=partitions' },
  { name: 'topic configs', path: '/topics/orders?tab=configs' },
  { name: 'groups', path: '/groups' },
  { name: 'group', path: '/groups/shipping' },
  { name: 'nodes', path: '/nodes' },
  { name: 'node', path: '/nodes/1' },
  { name: 'partitions', path: '/partitions' },
  { name: 'acls', path: '/acls' },
  { name: 'keys', path: '/keys' },
  { name: 'quotas', path: '/quotas' },
  { name: 'audit', path: '/audit' },
  { name: 'not found', path: '/nowhere' },
];
