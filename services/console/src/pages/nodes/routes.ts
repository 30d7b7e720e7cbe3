import type { Route } from '../page.ts';
import { NodePage } from './node-page.tsx';
import { NodesPage } from './nodes-page.tsx';

/** Pages of this folder. */
export const nodeRoutes: readonly Route[] = [
  { path: '/nodes', title: 'Nodes', section: 'nodes', Page: NodesPage },
  { path: '/nodes/:node', title: 'Node', section: 'nodes', Page: NodePage },
];
