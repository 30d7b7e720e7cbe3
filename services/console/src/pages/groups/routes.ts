import type { Route } from '../page.ts';
import { GroupPage } from './group-page.tsx';
import { GroupsPage } from './groups-page.tsx';

/** Pages of this folder. */
export const groupRoutes: readonly Route[] = [
  { path: '/groups', title: 'Groups', section: 'groups', Page: GroupsPage },
  { path: '/groups/:group', title: 'Group', section: 'groups', Page: GroupPage },
];
