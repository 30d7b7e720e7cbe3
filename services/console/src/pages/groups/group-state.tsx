import type { GroupState as State } from '@weir/protos';
import { StatusDot, type Tone } from '../../components/badge.tsx';

const states: Record<
  State,
  { readonly tone: Tone; readonly text: string; readonly title: string }
> = {
  GROUP_STATE_UNSPECIFIED: { tone: 'plain', text: 'Unknown', title: 'Its state is not known' },
  GROUP_STATE_EMPTY: { tone: 'plain', text: 'Empty', title: 'Committed offsets, no members' },
  GROUP_STATE_RECONCILING: {
    ...{ tone: 'warn', text: 'Reconciling' },
    title: 'Some member has not reached its target yet',
  },
  GROUP_STATE_STABLE: {
    tone: 'good',
    text: 'Stable',
    title: 'Every member has what it should have',
  },
};

/** The state of a group, as a word with a dot. */
export function GroupState({ state }: { readonly state: State }) {
  const { tone, text, title } = lookOf(state);
  return (
    <StatusDot tone={tone} title={title}>
      {text}
    </StatusDot>
  );
}

/** The same as a plain word, for sorting and filters. */
export function groupStateText(state: State): string {
  return lookOf(state).text;
}

/** A state of a later version is not known. */
function lookOf(state: State): (typeof states)[State] {
  return Object.hasOwn(states, state) ? states[state] : states.GROUP_STATE_UNSPECIFIED;
}
