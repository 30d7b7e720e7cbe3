import { type ErrorCode, recoveryByErrorCode, type Recovery } from '@weir/core';
import { statusNameOf } from '@weir/runtime';
import { nameFilter } from '../name-filter.ts';
import type { CommandResult } from '../result/command-result.ts';
import { type Column, listResult } from '../result/list-result.ts';
import { unknownName } from '../unknown-name.ts';
import { clusterErrorDocs } from './cluster-error-docs.ts';
import { dataErrorDocs } from './data-error-docs.ts';
import type { ErrorDoc } from './error-doc.ts';
import { requestErrorDocs } from './request-error-docs.ts';

/** What people have to know of each error. A code without a row does not compile. */
const errorDocs = {
  ...requestErrorDocs,
  ...dataErrorDocs,
  ...clusterErrorDocs,
} as const satisfies Record<ErrorCode, ErrorDoc>;

/** All there is to know of an error. */
interface ExplainedError extends ErrorDoc {
  readonly code: ErrorCode;
  /** What clients do about it by themselves. */
  readonly recovery: Recovery;
  readonly grpcStatus: string;
}

const clientActions: Readonly<Record<Recovery, string>> = {
  retry: 'try the same again, later and later, until their deadline',
  'refresh-metadata': 'learn who leads now, then try again',
  rejoin: 'start their session anew',
  'give-up': 'tell the application: trying again does not help',
};

const columns: readonly Column<ExplainedError>[] = [
  { title: 'CODE', cell: ({ code }) => code },
  { title: 'RECOVERY', cell: ({ recovery }) => recovery },
  { title: 'GRPC STATUS', cell: ({ grpcStatus }) => grpcStatus, isWide: true },
  { title: 'MEANING', cell: ({ meaning }) => meaning },
];

/** The errors whose codes match a pattern. */
export function listErrors(pattern: string | undefined): CommandResult {
  const isMeant = nameFilter(pattern?.startsWith('/') === true ? pattern : pattern?.toUpperCase());
  return listResult({
    key: 'errors',
    rows: errorCodes().filter(isMeant).map(explained),
    columns,
    nameOf: ({ code }) => code,
  });
}

/** One error: what it means, who sees it, what clients and people do about it. */
export function explainError(name: string): CommandResult {
  const wanted = name.toUpperCase().replaceAll(/[\s-]/g, '_');
  const code = errorCodes().find((each) => each === wanted);
  if (code === undefined) {
    throw unknownName({ what: 'error', name, known: errorCodes() }, 'weir errors list');
  }
  const error = explained(code);
  return { data: { error }, text: formatError(error), names: [code] };
}

function errorCodes(): readonly ErrorCode[] {
  return Object.keys(recoveryByErrorCode) as ErrorCode[];
}

function explained(code: ErrorCode): ExplainedError {
  const recovery = recoveryByErrorCode[code];
  return { code, recovery, grpcStatus: statusNameOf(code), ...errorDocs[code] };
}

function formatError(error: ExplainedError): string {
  const { code, meaning, seenBy, recovery, grpcStatus, remedy } = error;
  return [
    code,
    `  ${meaning}`,
    '',
    `  Seen by      ${seenBy}`,
    `  Clients      ${clientActions[recovery]} (${recovery})`,
    `  What to do   ${remedy}`,
    `  gRPC status  ${grpcStatus}`,
  ].join('\n');
}
