import type { Mutation } from './mutation.ts';

const replication = 'services/storage-node/src/replication';
const election = 'services/controller/src/partition/election.ts';

/** Every seeded bug. Each makes the short run fail. */
export const mutations: readonly Mutation[] = [
  {
    name: 'truncate-to-high-watermark',
    meaning: 'a follower cuts its log to its high watermark instead of by epochs (4.2, 4.7)',
    file: `${replication}/follower-state.ts`,
    find: '    if (plan.isReset) this.#reset(plan.logEndOffset, reply.session);',
    replace: `    if (replica.highWatermark < replica.log.logEndOffset) {
      this.#pushDisk({ kind: 'truncateLog', logEndOffset: replica.highWatermark }, reply.session);
    } else if (plan.isReset) this.#reset(plan.logEndOffset, reply.session);`,
  },
  {
    name: 'count-before-epoch-start',
    meaning: 'a follower counts before it has reached the start of the epoch (4.6)',
    file: `${replication}/follower-progress.ts`,
    find: 'const counts = ack.lastEpoch === this.#epoch && reached >= this.#startOffset;',
    replace: 'const counts = reached >= 0;',
  },
  {
    name: 'promise-not-persisted',
    meaning: 'a promise is answered before the vote is durable (2.3)',
    file: `${replication}/replica.ts`,
    find: "this.#push(request, { effect: () => ({ kind: 'saveVote', vote }), onDone: onDurable });",
    replace: 'this.#push(request, { onDone: onDurable });',
  },
  {
    name: 'one-clean-promise-too-few',
    meaning: 'RF - m clean promises decide an election (2.4)',
    file: election,
    find: 'if (!isMajorityEnough && intact < evidence) {',
    replace: 'if (!isMajorityEnough && intact < evidence - 1) {',
  },
  {
    name: 'no-majority',
    meaning:
      'the evidence quorum alone decides, so that an epoch may have two leaders at 2/2 (2.4)',
    file: election,
    find: 'if (present < majority) {',
    replace: 'if (present < 1) {',
  },
  {
    name: 'rank-by-log-end',
    meaning: 'the longest log leads, whatever its last epoch (1.3)',
    file: election,
    find: 'return left.lastEpoch - right.lastEpoch || left.logEndOffset - right.logEndOffset;',
    replace: 'return left.logEndOffset - right.logEndOffset;',
  },
  {
    name: 'drop-epochs-at-log-end',
    meaning: 'epoch entries that start at the new log end go with a cut (4.2)',
    file: `${replication}/follower-state.ts`,
    find: 'const count = Math.min(plannedCount, countUpTo(replica.epochs, logEndOffset));',
    replace: 'const count = Math.min(plannedCount, countUpTo(replica.epochs, logEndOffset - 1));',
  },
  {
    name: 'cut-epochs-before-log',
    meaning: 'epochs are cut before the log (4.3)',
    file: `${replication}/follower-state.ts`,
    find: '    if (plan.isReset) this.#reset(plan.logEndOffset, reply.session);',
    replace: `    if (plan.epochCount < replica.epochs.length) {
      this.#pushDisk({ kind: 'truncateEpochs', count: plan.epochCount }, reply.session);
    }
    if (plan.isReset) this.#reset(plan.logEndOffset, reply.session);`,
  },
  {
    name: 'restarted-leader-resumes',
    meaning: 'a leader that has started again goes on in its epoch (3.1)',
    file: `${replication}/replica.ts`,
    find: 'if (!isPromised || call.leaderIncarnation !== incarnation || !isFirst) {',
    replace: 'if (!isPromised || !isFirst || incarnation === undefined) {',
  },
  {
    name: 'count-unclean-as-evidence',
    meaning: 'an unclean promise counts towards the evidence quorum (6.5)',
    file: election,
    find: "return isClean ? 'intact' : 'unclean';",
    replace: "return 'intact';",
  },
  {
    name: 'clean-at-epoch-start',
    meaning: 'an unclean replica is clean again at the start of the epoch (6.6)',
    file: `${replication}/follower-state.ts`,
    find: 'this.#cleanTarget ??= reply.logEndOffset;',
    replace: 'this.#cleanTarget ??= reply.epochs.at(-1)?.startOffset ?? reply.logEndOffset;',
  },
  {
    name: 'change-set-in-one-step',
    meaning: 'the new replica set comes into force without a joint one (8.4)',
    file: `${replication}/config-change.ts`,
    find: 'if (mayBegin) this.#write([current, target]);',
    replace: 'if (mayBegin) this.#write([target]);',
  },
  {
    name: 'trust-the-store',
    meaning:
      'stands for rule b on a store that was rolled back, which Weir does not offer: the first ' +
      'live replica of the stored list leads on its word alone',
    file: election,
    find: 'if (best !== undefined && this.#lackingForRuleA(best) === undefined) {',
    replace: 'if (best !== undefined && this.options.preference[0] === best[0]) {',
  },
  {
    name: 'accept-older-controller',
    meaning: 'a node obeys a controller that was replaced',
    file: 'services/storage-node/src/registration/controller-token.ts',
    find: 'if (token < this.#highest) {',
    replace: 'if (token < 0) {',
  },
  {
    name: 'forget-producers',
    meaning: 'what is known of idempotent producers goes when a follower cuts its log',
    file: 'services/storage-node/src/log/producer-state-table.ts',
    find: '    let isComplete = true;\n',
    replace:
      '    let isComplete = true;\n    this.#producers.clear();\n    this.#hasForgotten = true;\n',
  },
  {
    name: 'count-unsynced',
    meaning: 'mode D counts what is written and not synced (6.1)',
    file: `${replication}/replica-state.ts`,
    find: "return this.#settings.flushPolicy === 'fsync'",
    replace: "return this.#settings.flushPolicy === ('never' as string)",
  },
  {
    name: 'no-dirty-mark',
    meaning: 'mode U acknowledges without a mark that tells a dead kernel from a live one (6.2)',
    file: `${replication}/leader-start.ts`,
    find: "const isNeeded = state.settings.flushPolicy === 'page-cache' && !state.isDirty;",
    replace: 'const isNeeded = false;',
  },
  {
    name: 'commit-by-one-fewer',
    meaning: 'm - 1 replicas make a commit (5.1)',
    file: `${replication}/commit-rule.ts`,
    find: 'return ends[set.minInsyncReplicas - 1] ?? -1;',
    replace: 'return ends[Math.max(0, set.minInsyncReplicas - 2)] ?? -1;',
  },
  {
    name: 'follow-with-lost-vote',
    meaning: 'a replica on a new disk takes part in an epoch that it has not promised (6.4)',
    file: `${replication}/replica.ts`,
    find: 'if (vote.isLost === true) {',
    replace: 'if (vote.isLost !== undefined && vote.epoch < 0) {',
  },
];
