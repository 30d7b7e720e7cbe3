import { expect, it } from 'vitest';
import { planReset, type ResetDraft } from './reset-plan.ts';

const draft: ResetDraft = {
  ...{ topic: 'orders', partitions: '', way: 'earliest', value: '', each: new Map(), force: false },
};

it.each<[Partial<ResetDraft>, object, string]>([
  [{}, { to: 'RESET_TO_EARLIEST', partitions: [] }, '--to earliest'],
  [{ way: 'latest' }, { to: 'RESET_TO_LATEST' }, '--to latest'],
  [{ way: 'offset', value: '42' }, { to: 'RESET_TO_OFFSET', value: 42 }, '--to 42'],
  [{ way: 'shift', value: '-10' }, { to: 'RESET_TO_SHIFT', value: -10 }, '--shift -10'],
  [{ way: 'ago', value: '90' }, { to: 'RESET_TO_DURATION', value: 5_400_000 }, '--to -90m'],
  [
    { way: 'time', value: '2026-01-31T08:00:00Z' },
    { to: 'RESET_TO_TIMESTAMP', value: 1_769_846_400_000 },
    '--to @1769846400000',
  ],
  [{ partitions: '1, 0 1' }, { partitions: [1, 0] }, '--partition 1 --partition 0 --to earliest'],
  [{ force: true }, { force: true }, '--to earliest --force'],
])('makes of %j one request and the command that does the same', (part, request, options) => {
  const plan = planReset('board', [0, 1], { ...draft, ...part });
  expect(plan.problem).toBeUndefined();
  expect(plan.requests).toEqual([expect.objectContaining({ groupId: 'board', ...request })]);
  expect(plan.command).toBe(`weir group reset board --topic orders ${options}`);
});

it('gives each partition its own offset, and leaves those without one alone', () => {
  const each = new Map([
    [0, '5'],
    [1, ' '],
  ]);
  const plan = planReset('board', [0, 1], { ...draft, way: 'each', each });
  expect(plan.requests).toEqual([
    expect.objectContaining({ partitions: [0], to: 'RESET_TO_OFFSET', value: 5 }),
  ]);
  expect(plan.command).toBe('weir group reset board --topic orders --offsets 0=5');
});

it.each<[Partial<ResetDraft>, string]>([
  [{ partitions: '7' }, 'Partition 7 is none of this topic'],
  [{ partitions: 'all' }, 'Partition all is none of this topic'],
  [{ way: 'offset', value: '-1' }, 'Say which offset'],
  [{ way: 'offset', value: '9999999999999999' }, 'Say which offset'],
  [{ way: 'time', value: '' }, 'Say which time'],
  [{ way: 'ago', value: 'x' }, 'Say how many minutes ago'],
  [{ way: 'shift', value: '0' }, 'Say by how many records: -100 goes back, 100 forward'],
  [{ way: 'each' }, 'Give at least one partition an offset'],
  [{ way: 'each', each: new Map([[0, 'x']]) }, 'The offset of partition 0 is no number: x'],
])('refuses %j', (part, problem) => {
  expect(planReset('board', [0, 1], { ...draft, ...part })).toMatchObject({
    requests: [],
    problem,
  });
});
