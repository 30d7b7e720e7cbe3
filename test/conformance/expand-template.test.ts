import { expect, it } from 'vitest';
import { expandTemplate } from './expand-template.ts';

it('fills in whole values, and parts of texts', () => {
  const variables = { topic: 't', a: { epoch: 3, list: [{ name: 'x' }] } };
  const template = { epoch: '{a.epoch}', list: '{a.list}', text: '{topic}/{a.list.0.name}' };
  expect(expandTemplate(template, variables)).toEqual({
    epoch: 3,
    list: [{ name: 'x' }],
    text: 't/x',
  });
  expect(() => expandTemplate('{a.none}', variables)).toThrow('{a.none}, which is not set');
});

it('writes bytes in base64', () => {
  expect(expandTemplate([{ text: 'ü' }, { hex: '00ff80' }], {})).toEqual(['w7w=', 'AP+A']);
  const filler = expandTemplate({ filler: 70_000 }, {}) as string;
  expect(new Set(Buffer.from(filler, 'base64')).size).toBe(256);
  expect(Buffer.from(filler, 'base64')).toHaveLength(70_000);
});

it('generates records', () => {
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  expect(expandTemplate({ generate: { count: 3, keys: 2, prefix: 'r' } }, {})).toEqual([
    { key: base64('key-0'), value: base64('r-0') },
    { key: base64('key-1'), value: base64('r-1') },
    { key: base64('key-0'), value: base64('r-2') },
  ]);
});
