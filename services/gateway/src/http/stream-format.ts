import { toRecordJson } from '@weir/core';
import { toErrorAnswer } from './http-error.ts';
import type { Page } from './read-page.ts';
import { formatCursor } from './read-position.ts';

/** How pages are written to a client that follows a topic. */
export interface StreamFormat {
  readonly contentType: string;
  page(page: Page): string;
  /** Nothing more comes after it. */
  error(thrown: unknown): string;
}

/** One JSON object a line; an error is a last line with `error`. Empty pages are empty lines, as heartbeats. */
export const ndjsonFormat: StreamFormat = {
  contentType: 'application/x-ndjson',
  page: ({ records }) =>
    records.length === 0
      ? '\n'
      : records.map((record) => `${JSON.stringify(toRecordJson(record))}\n`).join(''),
  error: (thrown) => `${JSON.stringify(toErrorAnswer(thrown).body)}\n`,
};

/**
 * Server-sent events: one `record` each; the last one of a page has the cursor as its id, from which a
 * browser that reconnects goes on. Empty pages are comments. Source: the HTML standard, section 9.2.
 */
export const eventFormat: StreamFormat = {
  contentType: 'text/event-stream',
  page({ records, next }) {
    if (records.length === 0) return ':\n\n';
    const events = records.map(
      (record) => `event: record\ndata: ${JSON.stringify(toRecordJson(record))}\n`,
    );
    return `${events.join('\n')}id: ${formatCursor(next)}\n\n`;
  },
  error: (thrown) => `event: error\ndata: ${JSON.stringify(toErrorAnswer(thrown).body)}\n\n`,
};
