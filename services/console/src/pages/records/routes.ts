import type { Route } from '../page.ts';
import { RecordsPage } from './records-page.tsx';

/** Pages of this folder. */
export const recordRoutes: readonly Route[] = [
  { path: '/topics/:topic/records', title: 'Records', section: 'topics', Page: RecordsPage },
];
