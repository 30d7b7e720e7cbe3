import { WeirError } from '@weir/core';
import { expect, it } from 'vitest';
import type { Page } from './read-page.ts';
import { eventFormat, ndjsonFormat } from './stream-format.ts';

const place = { topic: 't', partition: 1, timestampMs: 5, key: null, headers: [] };
const page: Page = {
  records: [
    { ...place, offset: 7, value: Buffer.from('a\nb') },
    { ...place, offset: 8, value: null },
  ],
  next: new Map([[1, 9]]),
};
const json = (offset: number, value: string): string =>
  `{"topic":"t","partition":1,"offset":${offset},"timestampMs":5,"key":null,"value":${value},"headers":[]}`;

it('writes one line a record, and an empty one for nothing', () => {
  expect(ndjsonFormat.page(page)).toBe(`${json(7, '"a\\nb"')}\n${json(8, 'null')}\n`);
  expect(ndjsonFormat.page({ records: [], next: new Map() })).toBe('\n');
});

it('writes one event a record, with the cursor at the last, and a comment for nothing', () => {
  expect(eventFormat.page(page)).toBe(
    `event: record\ndata: ${json(7, '"a\\nb"')}\n\nevent: record\ndata: ${json(8, 'null')}\nid: 1:9\n\n`,
  );
  expect(eventFormat.page({ records: [], next: new Map() })).toBe(':\n\n');
});

it('ends with the error', () => {
  const error = new WeirError('TOPIC_AUTHORIZATION_FAILED', 'No');
  expect(ndjsonFormat.error(error)).toContain('"code":"TOPIC_AUTHORIZATION_FAILED"');
  expect(eventFormat.error(error)).toMatch(/^event: error\ndata: \{.*\}\n\n$/);
});
