import type { Route } from '../page.ts';
import { OverviewPage } from './overview-page.tsx';

/** Pages of this folder. */
export const overviewRoutes: readonly Route[] = [
  { path: '/', title: 'Overview', section: 'overview', Page: OverviewPage },
];
