import { countUpTo } from './epoch-history.ts';
import type { DurableEffect, Vote } from './replica-effect.ts';
import type { DurableReplica } from './replica-state.ts';

/** What is known of a replica when its process starts. */
export interface RestartFacts {
  readonly durable: DurableReplica;
  /** End of the recovered log, exclusive; 0 when it is damaged. */
  readonly logEndOffset: number;
  /** Whether recovery found the log damaged in its middle. */
  readonly isDamaged: boolean;
  /** Whether the last life ended in good order, with everything on disk. */
  readonly wasShutDownCleanly: boolean;
  /** Whether the kernel died, or the volume is another, so that unsynced writes may be gone. */
  readonly mayHaveLostWrites: boolean;
  /** Whether the database that holds votes was lost or damaged. */
  readonly isAmnesiac: boolean;
}

/** A replica as it may take part again, once `effects` are durable. */
export interface RestartPlan {
  readonly durable: DurableReplica;
  readonly effects: readonly DurableEffect[];
}

/**
 * What a restarted replica must do before anything else (6.2, 6.3, 6.4).
 *
 * It is unclean when acknowledged records may be gone: mode U without a clean shutdown after the kernel
 * died, a damaged log, a lost database. With a lost database its vote may be too low. Epoch entries and configs above the log end are dropped; those
 * at the log end stay.
 */
export function planRestart(facts: RestartFacts): RestartPlan {
  const { durable } = facts;
  const effects: DurableEffect[] = [];
  const isClean = staysClean(facts);
  if (isClean !== durable.isClean) effects.push({ kind: 'saveClean', isClean });
  const vote: Vote = facts.isAmnesiac ? { ...durable.vote, isLost: true } : durable.vote;
  if (vote !== durable.vote) effects.push({ kind: 'saveVote', vote });

  const count = facts.isDamaged ? 0 : countUpTo(durable.epochs, facts.logEndOffset);
  if (count < durable.epochs.length) effects.push({ kind: 'truncateEpochs', count });

  const configs = durable.configs.truncate(facts.logEndOffset);
  if (configs !== durable.configs) effects.push({ kind: 'saveConfigs', configs });

  const isDirty = durable.isDirty && !facts.wasShutDownCleanly;
  if (isDirty !== durable.isDirty) effects.push({ kind: 'saveDirty', isDirty });

  return {
    durable: {
      vote,
      isClean,
      isDirty,
      epochs: durable.epochs.slice(0, count),
      configs,
      isSetAside: facts.isDamaged,
    },
    effects,
  };
}

function staysClean({ durable, ...facts }: RestartFacts): boolean {
  const hasLostWrites = durable.isDirty && facts.mayHaveLostWrites;
  return durable.isClean && !hasLostWrites && !facts.isDamaged && !facts.isAmnesiac;
}
