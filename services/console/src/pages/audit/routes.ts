import type { Route } from '../page.ts';
import { AuditPage } from './audit-page.tsx';

/** Pages of this folder. */
export const auditRoutes: readonly Route[] = [
  { path: '/audit', title: 'Audit', section: 'audit', Page: AuditPage },
];
