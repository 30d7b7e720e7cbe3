import type { Route } from '../page.ts';
import { AclsPage } from './acls-page.tsx';
import { KeysPage } from './keys-page.tsx';
import { QuotasPage } from './quotas-page.tsx';

/** Pages of this folder. */
export const accessRoutes: readonly Route[] = [
  { path: '/acls', title: 'ACLs', section: 'acls', Page: AclsPage },
  { path: '/keys', title: 'Keys', section: 'keys', Page: KeysPage },
  { path: '/quotas', title: 'Quotas', section: 'quotas', Page: QuotasPage },
];
