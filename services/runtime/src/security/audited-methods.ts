/** How a call is audited: a change always, a look as often as the rate allows. */
export type AuditKind = 'change' | 'look';

const adminPrefix = '/weir.v1.AdminService/';
const looks = /^(Describe|List)/;
const otherChanges = new Set([
  '/weir.v1.GroupService/ResetOffsets',
  '/weir.v1.GroupService/DeleteGroup',
  '/weir.v1.LogService/DeleteRecords',
]);

/** How the calls of a method are audited; `undefined`: not at all. */
export function auditKindOf(path: string): AuditKind | undefined {
  if (path.startsWith(adminPrefix)) {
    return looks.test(path.slice(adminPrefix.length)) ? 'look' : 'change';
  }
  return otherChanges.has(path) ? 'change' : undefined;
}
