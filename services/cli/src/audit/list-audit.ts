import type { AuditEntry } from '@weir/client';
import type { CommandContext } from '../command-context.ts';
import { alarm } from '../format/paint.ts';
import type { CommandResult } from '../result/command-result.ts';
import { type Column, listResult } from '../result/list-result.ts';

/** Options of `weir audit list`. */
export interface ListAuditOptions {
  readonly principal?: string;
  readonly limit: number;
}

/** What one call may ask for. */
const maxPage = 1_000;

const columns: readonly Column<AuditEntry>[] = [
  { title: 'TIME', cell: ({ timeMs }) => new Date(timeMs).toISOString() },
  { title: 'PRINCIPAL', cell: ({ principal }) => principal || '-' },
  { title: 'METHOD', cell: ({ method }) => method },
  { title: 'RESOURCES', cell: ({ resources }) => resources.join(' ') || '-' },
  { title: 'OUTCOME', cell: ({ outcome }) => (outcome === 'OK' ? outcome : alarm(outcome)) },
  { title: 'LEFT OUT', cell: ({ leftOut }) => `${leftOut}`, isWide: true },
  { title: 'EVENT', cell: ({ event }) => event, isWide: true },
  { title: 'SERVICE', cell: ({ service }) => service, isWide: true },
  { title: 'PEER', cell: ({ peer }) => peer, isWide: true },
  { title: 'ID', cell: ({ id }) => id, isWide: true },
];

/** The newest entries of the audit, page by page. */
export async function listAudit(
  { weir }: CommandContext,
  { principal, limit }: ListAuditOptions,
): Promise<CommandResult> {
  const admin = weir.admin();
  const whose = principal === undefined ? undefined : { principal };
  const found: AuditEntry[] = [];
  let pageToken = '';
  do {
    const wanted = Math.min(maxPage, limit - found.length);
    const page = await admin.listAudit({ ...whose, limit: wanted, pageToken });
    found.push(...page.entries);
    pageToken = page.nextPageToken;
  } while (pageToken !== '' && found.length < limit);
  const list = listResult({ key: 'entries', rows: found, columns, nameOf: ({ id }) => id });
  return { ...list, data: { ...list.data, hasMore: pageToken !== '' } };
}
