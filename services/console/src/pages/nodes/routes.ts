import type { Route } from '../page.ts';
import { NodesPage } from './nodes-page.tsx';

/** Pages of this folder. */
export const nodeRoutes: readonly Route[] = [
  { path: '/nodes', title: 'Nodes', section: 'nodes', Page: NodesPage },
];
