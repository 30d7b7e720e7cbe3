import { expect, it } from 'vitest';
import { plainMessage } from './plain-message.ts';

it('leaves out what gRPC adds, however deep', () => {
  const message = { groups: [{ groupId: 'g', lag: 0, _lag: 'lag', topics: ['_t'] }], note: null };
  expect(plainMessage(message)).toEqual({
    groups: [{ groupId: 'g', lag: 0, topics: ['_t'] }],
    note: null,
  });
});
