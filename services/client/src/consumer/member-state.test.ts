import { expect, it } from 'vitest';
import { MemberState } from './member-state.ts';

const place = (partition: number): { topicId: string; topic: string; partition: number } => ({
  topicId: 'id',
  topic: 't',
  partition,
});

function assignmentOf(memberEpoch: number, partitions: number[]) {
  return {
    memberId: 'm',
    memberEpoch,
    partitions: partitions.map(place),
    revoke: [],
    heartbeatIntervalMs: 0,
  };
}

it('tells what is new and what is to be let go', () => {
  const state = new MemberState();
  state.accept(assignmentOf(1, [0, 1]));
  expect(state.diff([place(0), place(1)])).toEqual({ added: [place(0), place(1)], revoked: [] });
  state.hold([place(0), place(1)]);
  expect(state.diff([place(1), place(2)])).toEqual({ added: [place(2)], revoked: [place(0)] });
  state.letGo([place(0)]);
  expect(state.held).toEqual([place(1)]);
});

it('does not go back to an older epoch', () => {
  const state = new MemberState();
  expect(state.accept(assignmentOf(5, []))).toBe(true);
  expect(state.accept(assignmentOf(4, []))).toBe(false);
  expect(state.memberEpoch).toBe(5);
});

it('starts over with nothing when the group has given it up', () => {
  const state = new MemberState();
  state.accept(assignmentOf(5, [0]));
  state.hold([place(0)]);
  expect(state.reset()).toEqual([place(0)]);
  expect(state).toMatchObject({ memberId: '', memberEpoch: 0, held: [] });
});

it('keeps its id and epoch when it only lost what it held, which begins another life', () => {
  const state = new MemberState();
  state.accept(assignmentOf(5, [0]));
  state.hold([place(0)]);
  const { life } = state;
  expect(state.loseAll()).toEqual([place(0)]);
  expect(state).toMatchObject({ memberId: 'm', memberEpoch: 5, held: [], life: life + 1 });
  expect(state.accept(assignmentOf(5, [0]))).toBe(true);
  expect(state.diff([place(0)]).added).toEqual([place(0)]);
});
