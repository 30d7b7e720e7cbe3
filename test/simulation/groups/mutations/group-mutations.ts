import type { Mutation } from '../../mutations/mutation.ts';

const group = 'services/coordinator/src/group';
const shard = 'services/coordinator/src/shard';
const journal = 'services/coordinator/src/journal';
const operations = 'services/coordinator/src/operations';
const consumer = 'services/client/src/consumer';

/** Every seeded bug of consumer groups. Each makes the short run fail. */
export const groupMutations: readonly Mutation[] = [
  {
    name: 'assign-before-let-go',
    meaning: 'a partition is free as soon as its owner is told to let go of it',
    file: `${group}/group-member.ts`,
    find: '    for (const key of revoked) this.#revoke(key, nowMs);',
    replace: `    for (const key of revoked) {
      owners.release(key, this.memberId);
      this.#owned.delete(key);
    }`,
  },
  {
    name: 'accept-old-epoch',
    meaning: 'a commit of an epoch before the partition was given is accepted',
    file: `${group}/commit-fence.ts`,
    find: 'if (grantedAt <= memberEpoch) return undefined;',
    replace: 'if (grantedAt > 0) return undefined;',
  },
  {
    name: 'accept-foreign-commit',
    meaning: 'a member commits to a partition that is not its own',
    file: `${group}/commit-fence.ts`,
    find: '    if (grantedAt === undefined) {',
    replace: '    if (grantedAt === undefined) return undefined;\n    if (grantedAt < 0) {',
  },
  {
    name: 'forget-members',
    meaning: 'a new coordinator knows nothing of the members',
    file: `${shard}/saved-groups.ts`,
    find: '    this.#of(groupId).members.push(member);',
    replace: '    this.#of(groupId); void member;',
  },
  {
    name: 'answer-counts-later',
    meaning: 'an answer counts for a revocation that came after it',
    file: `${group}/group-member.ts`,
    find: '.filter(([key, { epoch }]) => epoch <= memberEpoch && !held.has(key))',
    replace: '.filter(([key, { epoch }]) => (epoch <= memberEpoch || true) && !held.has(key))',
  },
  {
    name: 'send-before-stored',
    meaning: 'an assignment is sent before it is stored',
    file: `${shard}/group-host.ts`,
    find: '      await this.#context.writer.flush();',
    replace: '      await Promise.resolve();',
  },
  {
    name: 'fenced-keep-partitions',
    meaning: 'the partitions of a fenced member are not given to others',
    file: `${group}/consumer-group.ts`,
    find: `error: fencedError(member, reason) });
    this.#handOver(this.#remove(member), nowMs);
    this.#changeMembership();`,
    replace: `error: fencedError(member, reason) });
    this.#remove(member);`,
  },
  {
    name: 'no-grace',
    meaning: 'a member whose stream broke is fenced at once',
    file: `${group}/subscription.ts`,
    find: 'return Math.min(disconnectGraceMs === 0 ? defaultGraceMs : disconnectGraceMs, sessionTimeoutMs);',
    replace: 'return 0 * disconnectGraceMs;',
  },
  {
    name: 'static-members-have-the-grace-only',
    meaning: 'a static member that restarts has no more time than another',
    file: `${group}/subscription.ts`,
    find: "if (instanceId !== '') return sessionTimeoutMs;",
    replace: '',
  },
  {
    name: 'restored-members-have-the-grace-only',
    meaning: 'members have too little time to come back to another coordinator',
    file: `${group}/consumer-group.ts`,
    find: '      member.aliveUntilMs = nowMs + member.subscription.sessionTimeoutMs;',
    replace: '      member.aliveUntilMs = nowMs + config.disconnectGraceMs;',
  },
  {
    name: 'reset-fences-nobody',
    meaning: 'a reset by force leaves the members be',
    file: `${shard}/group-shard.ts`,
    find: "    host.handle({ kind: 'allFenced' });",
    replace: '',
  },
  {
    name: 'reset-ignored',
    meaning: 'a reset is answered and not stored',
    file: `${operations}/reset-offsets.ts`,
    find: '    host.saveOffset(key);',
    replace: '',
  },
  {
    name: 'epoch-not-raised',
    meaning: 'another assignment has the epoch of the one before',
    file: `${group}/group-member.ts`,
    find: '    this.raiseEpoch(groupEpoch);\n',
    replace: '    if (groupEpoch < 0) this.raiseEpoch(groupEpoch);\n',
  },
  {
    name: 'commit-goes-back',
    meaning: 'a late commit moves the offset back',
    file: 'services/coordinator/src/offsets/committed-offsets.ts',
    find: 'if (previous !== undefined && !isNewer(position, previous)) return false;',
    replace: 'if (previous !== undefined && position.offset < 0) return false;',
  },
  {
    name: 'acknowledge-before-stored',
    meaning: 'a commit is answered before the store has it',
    file: `${operations}/commit-offsets.ts`,
    find: '  await waitStored(shard.writer, clock, context.config.storeTimeoutMs);',
    replace: '  void waitStored;',
  },
  {
    name: 'fetch-before-stored',
    meaning: 'a member starts at a commit that may be lost',
    file: `${operations}/fetch-offsets.ts`,
    find: '  await waitStored(shard.writer, clock, config.storeTimeoutMs);',
    replace: '  void waitStored; void clock; void config;',
  },
  {
    name: 'tell-everybody',
    meaning: 'members whose partitions stay are told anew',
    file: `${group}/group-member.ts`,
    find: 'if (granted.length + revoked.length + kept.length === 0) return false;',
    replace: 'if (granted.length + revoked.length + kept.length < 0) return false;',
  },
  {
    name: 'target-forgotten',
    meaning: 'the next target is computed as if nobody held anything',
    file: `${group}/group-target.ts`,
    find: 'topicIds, previous };',
    replace: 'topicIds, previous: new Set() as typeof previous };',
  },
  {
    name: 'fence-without-lease',
    meaning: 'a coordinator that was paused fences members when it wakes up without its lease',
    file: `${shard}/group-host.ts`,
    find: "if (!this.#isStopped && this.#context.isOwned()) this.handle({ kind: 'ticked' });",
    replace: "if (!this.#isStopped) this.handle({ kind: 'ticked' });",
  },
  {
    name: 'journal-not-written',
    meaning: 'commits are not journaled',
    file: `${journal}/shard-journal.ts`,
    find: '    this.#dirty.add(key);\n    this.#schedule();',
    replace: '    void key;',
  },
  {
    name: 'journal-not-read',
    meaning: 'what the journal has and the store has lost is lost',
    file: `${journal}/shard-journal.ts`,
    find: '    while (next < endOffset) {',
    replace: '    while (next < 0 * endOffset) {',
  },
  {
    name: 'nobody-comes-back',
    meaning: 'members that the store has lost are not known any more',
    file: `${group}/consumer-group.ts`,
    find: 'if (isTaken || !this.#lost.mayComeBack(memberId, memberEpoch)) throw unknownMember(memberId);',
    replace: 'if (isTaken || memberEpoch >= 0) throw unknownMember(memberId);',
  },
  {
    name: 'fenced-come-back',
    meaning: 'a member that a reset has fenced is believed when the store was lost since',
    file: `${group}/consumer-group.ts`,
    find: 'if (isTaken || !this.#lost.mayComeBack(memberId, memberEpoch)) throw unknownMember(memberId);',
    replace: 'if (isTaken) throw unknownMember(memberId);',
  },
  {
    name: 'start-over-after-a-broken-stream',
    meaning: 'a member whose stream broke forgets what it is',
    file: `${consumer}/membership.ts`,
    find: "    if (error.recovery === 'rejoin') {",
    replace: "    if (error.recovery === 'rejoin' || error.code === 'UNAVAILABLE') {",
  },
  {
    name: 'let-go-unasked',
    meaning: 'a member says that it let go before its application has',
    file: `${consumer}/membership.ts`,
    find: '      await onRevoked(revoked);',
    replace: '      void onRevoked(revoked);',
  },
  {
    name: 'commit-under-another-id',
    meaning: 'what a member has read before it was fenced it commits when it is a member again',
    file: `${consumer}/offset-committer.ts`,
    find: '        if (memberId !== round.memberId) throw givenUp(round.memberId);',
    replace: '',
  },
  {
    name: 'never-lost',
    meaning: 'a member keeps what it holds after it was fenced',
    file: `${consumer}/member-state.ts`,
    find: '    this.#held.clear();',
    replace: '',
  },
];
