import { matchPath, type PathParams } from '../router/match-path.ts';
import { accessRoutes } from './access/routes.ts';
import { auditRoutes } from './audit/routes.ts';
import { groupRoutes } from './groups/routes.ts';
import { nodeRoutes } from './nodes/routes.ts';
import { NotFound } from './not-found.tsx';
import { overviewRoutes } from './overview/routes.ts';
import type { Route } from './page.ts';
import { partitionRoutes } from './partitions/routes.ts';
import { recordRoutes } from './records/routes.ts';
import { topicRoutes } from './topics/routes.ts';

/** Every page, the first match wins. A folder of pages adds its routes in one line. */
const routes: readonly Route[] = [
  ...overviewRoutes,
  ...topicRoutes,
  ...recordRoutes,
  ...groupRoutes,
  ...nodeRoutes,
  ...partitionRoutes,
  ...accessRoutes,
  ...auditRoutes,
];

const notFound: Route = { path: '', title: 'Not found', Page: NotFound };

/** The page of a path, and what the names in it stand for. */
export function findRoute(path: string): { readonly route: Route; readonly params: PathParams } {
  for (const route of routes) {
    const params = matchPath(route.path, path);
    if (params !== undefined) return { route, params };
  }
  return { route: notFound, params: {} };
}
