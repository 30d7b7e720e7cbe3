import type { Route } from '../page.ts';
import { PartitionsPage } from './partitions-page.tsx';

/** Pages of this folder. */
export const partitionRoutes: readonly Route[] = [
  { path: '/partitions', title: 'Partitions', section: 'partitions', Page: PartitionsPage },
];
