/** A line of the sidebar. */
export interface Section {
  /** Routes name it as theirs. */
  readonly id: string;
  readonly title: string;
  readonly path: string;
  /** Pressed after `g`, goes there. */
  readonly key: string;
  /** Heading that it stands under, if any. */
  readonly heading?: string;
}

/** The sidebar, in order. */
export const sections: readonly Section[] = [
  { id: 'overview', title: 'Overview', path: '/', key: 'o' },
  { id: 'topics', title: 'Topics', path: '/topics', key: 't' },
  { id: 'groups', title: 'Groups', path: '/groups', key: 'g' },
  { id: 'nodes', title: 'Nodes', path: '/nodes', key: 'n' },
  { id: 'partitions', title: 'Partitions', path: '/partitions', key: 'p' },
  { id: 'acls', title: 'ACLs', path: '/acls', key: 'a', heading: 'Access' },
  { id: 'keys', title: 'Keys', path: '/keys', key: 'k', heading: 'Access' },
  { id: 'quotas', title: 'Quotas', path: '/quotas', key: 'q', heading: 'Access' },
  { id: 'audit', title: 'Audit', path: '/audit', key: 'u', heading: 'Access' },
];
