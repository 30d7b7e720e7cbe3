import { expect, it } from 'vitest';
import { InputError } from '../exit-code.ts';
import { formatOffsetLines, parseOffsetLines, parsePartitionOffsets } from './partition-offsets.ts';

it('reads an offset for each partition', () => {
  expect([...parsePartitionOffsets('0=10, 3=25')]).toEqual([
    [0, 10],
    [3, 25],
  ]);
});

it.each(['', '0', '0=', '=1', '0=1,', '0=1,0=2', '0=1=2', '-1=2', '0=-2', '0=1.5', '10000=1'])(
  'refuses the offsets %j',
  (text) => {
    expect(() => parsePartitionOffsets(text)).toThrow(InputError);
  },
);

it('reads the lines that it writes, with comments and empty lines between', () => {
  const offsets = [
    { topic: 'orders', partition: 0, offset: 10 },
    { topic: 'orders.v2', partition: 11, offset: Number.MAX_SAFE_INTEGER },
  ];
  const text = formatOffsetLines(offsets);
  expect(text).toBe('orders,0,10\norders.v2,11,9007199254740991\n');
  expect(parseOffsetLines(`# saved\r\n\n${text}`)).toEqual(offsets);
});

it.each([
  ['orders,0', /Line 1, "orders,0": wanted is topic,partition,offset/],
  ['\norders,0,x', /Line 2/],
  ['group,orders,0,1', /Line 1/],
  [',0,1', /Line 1/],
  ['a,0,1\na,0,2', /Line 2, "a,0,2": a\/0 stands above, too/],
])('says which line is wrong in %j', (text, message) => {
  expect(() => parseOffsetLines(text)).toThrow(message);
});
