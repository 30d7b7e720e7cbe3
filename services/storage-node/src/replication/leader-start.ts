import type { DurableEffect, Vote } from './replica-effect.ts';
import type { ReplicaState } from './replica-state.ts';

/** Disk work that is decided when its turn comes. */
export type LateEffect = () => DurableEffect | undefined;

/**
 * What must be durable before a leader serves its epoch (3.2): the epoch's start, and that the replica
 * is clean, which unclean ones become by being elected under rule c.
 */
export function leaderStartEffects(state: ReplicaState, { epoch }: Vote): readonly LateEffect[] {
  return [
    () =>
      state.isSetAside ? { kind: 'resetLog', logStartOffset: state.log.logStartOffset } : undefined,
    () => {
      // Of control records that never made it into the log.
      const configs = state.configs.truncate(state.log.appendedOffset);
      return configs === state.configs ? undefined : { kind: 'saveConfigs', configs };
    },
    () => {
      // There already where a partition's only replica leads on after its disk has failed.
      if (state.lastEpoch === epoch) return undefined;
      return { kind: 'appendEpoch', entry: { epoch, startOffset: state.log.logEndOffset } };
    },
    () => (state.isClean ? undefined : { kind: 'saveClean', isClean: true }),
    () => dirtyMark(state),
  ];
}

/** Mode U: to be durable before the first acknowledgement of a process life (6.2). */
export function dirtyMark(state: ReplicaState): DurableEffect | undefined {
  const isNeeded = state.settings.flushPolicy === 'page-cache' && !state.isDirty;
  return isNeeded ? { kind: 'saveDirty', isDirty: true } : undefined;
}
