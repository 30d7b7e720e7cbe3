import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyText } from './any-text.fixture.ts';
import { emptyForm, formOf, produceBody, readForm } from './produce-form.ts';
import { produceCommand } from './record-commands.ts';

test('produces text without a key until something else is written', () => {
  const { record, problems } = readForm(emptyForm('orders'));
  expect(problems.size).toBe(0);
  expect(produceBody(record)).toEqual({
    acks: 'all',
    records: [{ key: null, value: '', headers: [] }],
  });
});

test('takes JSON, base64 and hex, and says what is none', () => {
  const read = (kind: 'json' | 'base64' | 'hex', text: string) => {
    const form = readForm({ ...emptyForm('orders'), value: { kind, text } });
    return form.problems.get('value') ?? form.record.value;
  };
  expect(read('json', '{"n": 12345678901234567890}')).toEqual({
    ...{ text: '{"n": 12345678901234567890}', isBase64: false },
  });
  expect(read('json', '{')).toContain('Not JSON');
  expect(read('base64', 'AP8\n=')).toEqual({ text: 'AP8=', isBase64: true });
  expect(read('base64', '*')).toBe('Not base64');
  expect(read('hex', '00 0xff')).toEqual({ text: 'AP8=', isBase64: true });
  expect(read('hex', '0')).toContain('two digits');
});

test('names what is wrong by its control', () => {
  const { problems } = readForm({
    ...{ ...emptyForm(' '), partition: '-1' },
    headers: [{ name: '', kind: 'text', text: '' }],
    value: { kind: 'text', text: 'x'.repeat(5 * 2 ** 20) },
  });
  expect([...problems.keys()].toSorted()).toEqual(['headers.0', 'partition', 'topic', 'value']);
});

test('shows the equal command, in words where all of it is text', () => {
  const { record } = readForm({
    ...{ topic: 'orders', partition: '2', acks: 'leader' },
    key: { kind: 'text', text: "it's" },
    value: { kind: 'json', text: '{"a": 1}' },
    headers: [{ name: 'a', kind: 'text', text: 'b c' }],
  });
  expect(produceCommand(record)).toBe(
    String.raw`weir record produce orders --partition 2 --key 'it'\''s' --value '{"a": 1}' ` +
      `--header 'a=b c' --acks 1`,
  );
});

test('shows the equal command, with JSON for what is no text', () => {
  const { record } = readForm({
    ...emptyForm('orders'),
    value: { kind: 'null', text: '' },
    headers: [{ name: 'raw', kind: 'hex', text: 'ff' }],
  });
  expect(produceCommand(record)).toBe(
    `weir record produce orders --record '{"key":null,"value":null,` +
      `"headers":[{"key":"raw","value":"/w=="}],"base64":["headers.0"]}'`,
  );
});

test('shows a command that reads a file for a record that is too long for one', () => {
  const value = { kind: 'text', text: 'x'.repeat(10_000) } as const;
  const { record } = readForm({ ...emptyForm('orders'), value });
  expect(produceCommand(record)).toBe('weir record produce orders --records --file record.ndjson');
});

test('produces again what was read, whatever it was', () => {
  const text = fc.option(anyText(), { nil: null });
  const read = fc.record({
    key: text,
    value: text,
    headers: fc.array(fc.record({ key: fc.string({ minLength: 1 }), value: text })),
  });
  fc.assert(
    fc.property(read, (any) => {
      const place = { topic: 'orders', partition: 0, offset: 1, timestampMs: 1 };
      const { record, problems } = readForm(formOf({ ...place, ...any }));
      expect(problems.size).toBe(0);
      expect(produceBody(record)).toEqual({ acks: 'all', records: [any] });
    }),
  );
});
