/** How a call is audited: a change always, a look as often as the rate allows. */
export type AuditKind = 'change' | 'look';

const adminPrefix = '/weir.v1.AdminService/';
const looks = /^(Describe|List)/;
const otherChanges = new Set([
  '/weir.v1.GroupService/ResetOffsets',
  '/weir.v1.GroupService/DeleteGroup',
  '/weir.v1.LogService/DeleteRecords',
]);

/** How a call is audited; `undefined`: not at all. What only tells what it would do is a look. */
export function auditKindOf(path: string, request: unknown): AuditKind | undefined {
  if (path.startsWith(adminPrefix)) {
    const isLook = looks.test(path.slice(adminPrefix.length)) || isTrial(request);
    return isLook ? 'look' : 'change';
  }
  if (!otherChanges.has(path)) return undefined;
  return isTrial(request) ? 'look' : 'change';
}

function isTrial(request: unknown): boolean {
  if (typeof request !== 'object' || request === null) return false;
  const { dryRun, validateOnly } = request as { dryRun?: unknown; validateOnly?: unknown };
  return dryRun === true || validateOnly === true;
}
