import type { Node, NodeStatus } from '@weir/protos';
import type { Tone } from '../../components/badge.tsx';

/** How a node is, in a word and a sentence. */
export interface NodeState {
  readonly text: string;
  readonly tone: Tone;
  readonly title: string;
}

/** A node that is dead is that first; then what an operator has asked of it. */
export function nodeState(
  { state }: Pick<Node, 'state'>,
  status: Pick<NodeStatus, 'decommissioning' | 'draining' | 'failedReplicas'> | undefined,
): NodeState {
  if (state === 'NODE_STATE_DEAD') {
    return {
      text: 'down',
      tone: 'bad',
      title: 'It does not answer; its partitions are led elsewhere',
    };
  }
  if (status?.decommissioning === true) {
    return { text: 'decommissioning', tone: 'warn', title: 'Its replicas move to other nodes' };
  }
  if (status?.draining === true) {
    return {
      text: 'drained',
      tone: 'warn',
      title: 'It leads nothing until the drain is taken back',
    };
  }
  if (state === 'NODE_STATE_STOPPING') {
    return { text: 'stopping', tone: 'warn', title: 'It hands its leaderships over and stops' };
  }
  if ((status?.failedReplicas ?? 0) > 0) {
    return {
      text: 'damaged',
      tone: 'bad',
      title: 'Replicas are set aside for damage or a failing disk',
    };
  }
  return { text: 'alive', tone: 'good', title: 'It answers' };
}
