import { expect, it } from 'vitest';
import { EventParser } from './event-parser.ts';

function eventsOf(text: string) {
  const parser = new EventParser();
  return text.split('\n').flatMap((line) => parser.push(line) ?? []);
}

it('reads events with their names, data and ids', () => {
  expect(eventsOf('event: record\ndata: {"n":1}\nid: 0:1\n\nevent:error\ndata:no\n\n')).toEqual([
    { event: 'record', data: '{"n":1}', id: '0:1' },
    { event: 'error', data: 'no', id: '0:1' },
  ]);
});

it('passes over comments and events without data', () => {
  expect(eventsOf(':\n\nevent: record\n\ndata: x\n\n')).toEqual([
    { event: 'message', data: 'x', id: '' },
  ]);
});

it('joins lines of data', () => {
  expect(eventsOf('data: a\ndata: b\n\n')[0]?.data).toBe('a\nb');
});
