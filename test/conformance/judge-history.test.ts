import { expect, it } from 'vitest';
import { CaseHistory, type SentRecord } from './case-history.ts';
import { judgeHistory, type JudgeName, judgeNames } from './judge-history.ts';

const sent = (value: string, offset?: number): SentRecord => ({
  topic: 't',
  key: 'k',
  value,
  ...(offset === undefined ? undefined : { partition: 0, offset }),
});
const seen = (value: string, offset: number) => ({
  topic: 't',
  partition: 0,
  key: 'k',
  value,
  offset,
});

function findings(records: readonly SentRecord[], read: readonly ReturnType<typeof seen>[]) {
  const history = new CaseHistory();
  history.sent.push(...records);
  history.seen.push(...read);
  return judgeHistory(history, judgeNames).map((finding) => finding.split(' ')[0]);
}

it('finds nothing in a good history, whether a record without an answer was written or not', () => {
  const records = [sent('a', 0), sent('b', 1), sent('unsure')];
  expect(findings(records, [seen('a', 0), seen('b', 1)])).toEqual([]);
  const written = findings(records, [seen('a', 0), seen('b', 1), seen('unsure', 2)]);
  expect(written).not.toContain('no-duplicates');
});

it.each<[JudgeName, SentRecord[], ReturnType<typeof seen>[]]>([
  ['no-loss', [sent('a', 0), sent('b', 1)], [seen('a', 0)]],
  ['no-duplicates', [sent('a', 0)], [seen('a', 0), seen('a', 1)]],
  ['no-gaps', [sent('a', 0), sent('b', 2)], [seen('a', 0), seen('b', 2)]],
  ['key-order', [sent('a', 0), sent('b', 1)], [seen('b', 0), seen('a', 1)]],
  ['group-order', [sent('a', 0), sent('b', 1)], [seen('b', 1), seen('a', 0)]],
  ['one-value-per-offset', [sent('a', 0), sent('b', 1)], [seen('b', 0), seen('a', 1)]],
])('finds with %s what is wrong', (name, records, read) => {
  expect(findings(records, read)).toContain(name);
});
