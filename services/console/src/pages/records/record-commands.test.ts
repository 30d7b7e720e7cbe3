import { expect, test } from 'vitest';
import { produceCommand, type ProducedRecord } from './record-commands.ts';

const record: ProducedRecord = {
  ...{ topic: 'orders', partition: undefined, acks: 'all', headers: [] },
  ...{ key: { text: null, isBase64: false }, value: { text: 'x', isBase64: false } },
};

test('says a text in words, and one with control characters as JSON without any', () => {
  expect(produceCommand(record)).toBe('weir record produce orders --value x');
  const value = { text: 'a\0b\n\u007F', isBase64: false };
  expect(produceCommand({ ...record, value })).toBe(
    String.raw`weir record produce orders --record '{"key":null,"value":"a\u0000b\n\u007f","headers":[]}'`,
  );
});
