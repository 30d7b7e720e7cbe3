import { expect, it } from 'vitest';
import { allow, RuleCaller } from './rule-caller.fixture.ts';
import { isReserved, topicRefusal } from './topic-refusal.ts';

const refused = { code: 'TOPIC_AUTHORIZATION_FAILED' };

it('says why a caller may not, and nothing where it may', () => {
  const caller = new RuleCaller([allow('read', 'orders')]);
  expect(topicRefusal(caller, 'read', 'orders')).toBeUndefined();
  expect(topicRefusal(caller, 'write', 'orders')).toMatchObject(refused);
});

it("keeps changes of Weir's own topics from everybody", () => {
  const caller = new RuleCaller([allow('read', '*'), allow('write', '*')]);
  expect(topicRefusal(caller, 'read', '__weir_offsets')).toBeUndefined();
  expect(topicRefusal(caller, 'write', '__weir_offsets')).toMatchObject(refused);
  expect(isReserved('delete', '__weir_offsets')).toBe(true);
  expect(isReserved('delete', 'orders')).toBe(false);
});

it('throws when the credentials do not hold any more', () => {
  const caller = new RuleCaller([allow('read', 'orders')]);
  caller.hasExpired = true;
  expect(() => topicRefusal(caller, 'read', 'orders')).toThrow(/expired/);
});
