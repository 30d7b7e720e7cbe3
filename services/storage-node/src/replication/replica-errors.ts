import { WeirError } from '@weir/core';

import type { Vote } from './replica-effect.ts';

/** The answer to a vote or a leader that is not, or no longer, the promised one (2.3, 4.1). */
export function fencedError(vote: Vote, promised: Vote): WeirError {
  const reason =
    vote.epoch === promised.epoch
      ? `Epoch ${vote.epoch} is promised to another proposal, or was promised before`
      : `Leader epoch ${vote.epoch} is older than ${promised.epoch}`;
  return new WeirError('FENCED_LEADER_EPOCH', reason, {
    metadata: { leader_epoch: String(promised.epoch) },
  });
}

/** The answer of a replica that has given its leadership up. */
export function notLeadingError(): WeirError {
  return new WeirError('NOT_LEADER_OR_FOLLOWER', 'Another leader is being elected');
}

/** A replica that must promise an epoch before it takes part in one. */
export function lostVoteError(): WeirError {
  return new WeirError(
    'REPLICA_NOT_AVAILABLE',
    'Replica has lost its vote with its disk: it takes part once it has promised an epoch',
  );
}
