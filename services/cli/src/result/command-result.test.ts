import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { Output } from '../output.ts';
import { printResult, renderResult } from './command-result.ts';
import { listResult } from './list-result.ts';
import { outputFormats, type OutputFormat } from './output-format.ts';

const list = listResult({
  key: 'topics',
  rows: [
    { name: 'a', partitions: 3, _leader: 'leader' },
    { name: 'b', partitions: 12 },
  ],
  columns: [
    { title: 'TOPIC', cell: ({ name }) => name },
    { title: 'PARTITIONS', cell: ({ partitions }) => `${partitions}`, isWide: true },
  ],
  nameOf: ({ name }) => name,
});

it('prints a list in each format', () => {
  const text = (format: OutputFormat): string => renderResult(list, format).join('\n');
  expect(text('text')).toBe('TOPIC\na\nb');
  expect(text('wide')).toBe('TOPIC  PARTITIONS\na      3\nb      12');
  expect(text('json')).toBe(
    '{"topics":[{"name":"a","partitions":3},{"name":"b","partitions":12}]}',
  );
  expect(text('ndjson')).toBe('{"name":"a","partitions":3}\n{"name":"b","partitions":12}');
  expect(text('yaml')).toBe(
    'topics:\n  - name: a\n    partitions: 3\n  - name: b\n    partitions: 12',
  );
  expect(text('name')).toBe('a\nb');
});

it('tells people notes, everybody warnings, and fails at last', () => {
  const result = {
    data: { ok: true },
    text: 'done',
    warnings: ['costly'],
    preface: 'before',
    notes: ['after'],
    failure: new Error('in part'),
  };
  const printed = (format: OutputFormat) => {
    const [results, notes] = [new PassThrough(), new PassThrough()];
    expect(() => {
      printResult(result, format, new Output(results, notes));
    }).toThrow('in part');
    return [String(results.read()), String(notes.read())];
  };
  expect(printed('text')).toEqual(['done\n', 'warning: costly\nbefore\nafter\n']);
  expect(printed('json')).toEqual(['{"ok":true}\n', 'warning: costly\n']);
});

it('prints nothing for an empty list of items', () => {
  const empty = { ...list, data: { topics: [] }, items: [], names: [] };
  const none = outputFormats.filter((format) => renderResult(empty, format).length === 0);
  expect(none).toEqual(['ndjson', 'name']);
});
