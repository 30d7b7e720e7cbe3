import { toWeirError } from '@weir/core';
import type { Logger } from '@weir/runtime';
import { short } from '../checkers/ownership-checker.ts';
import type { GroupsWorld } from './groups-world.ts';

type Facts = Readonly<Record<string, unknown>>;

/** Whose log it is. */
export interface LoggingCoordinator {
  readonly name: string;
  /** Of the metadata that it knows. */
  readonly topicsVersion: () => number;
  /** Whether it holds a shard's lease, by its own clock. */
  readonly owns: (shard: number) => boolean;
}

/**
 * The log of a coordinator: its facts go to the trace and to the checkers, and an error in it is a broken
 * rule.
 */
export function coordinatorLogger(
  world: GroupsWorld,
  coordinator: LoggingCoordinator,
  bound: Facts = {},
): Logger {
  const { history, trace } = world;
  const { name } = coordinator;
  const say = (facts: Facts, text: string): void => {
    const all = { ...bound, ...facts };
    const { err, memberId, ...rest } = all;
    const member = typeof memberId === 'string' ? short(memberId) : '';
    trace.note(name, text, member, JSON.stringify(rest), codeOf(err));
    note(world, coordinator, text, all);
  };
  const complain = (facts: Facts, text: string): void => {
    say(facts, text);
    // A store that was set back may hold them, until its owner has removed what it does not know.
    if (text === 'Members with conflicting documents' && history.hasLostStore) return;
    if (facts['err'] !== undefined) history.checkThrown(facts['err']);
    history.fail(`${name} logs as an error: ${text}`);
  };
  const logger = {
    ...{ debug: say, info: say, warn: say, error: complain, fatal: complain },
    child: (facts: Facts) => coordinatorLogger(world, coordinator, { ...bound, ...facts }),
  };
  return logger as unknown as Logger;
}

/** What the checkers make of a line. */
function note(
  { history }: GroupsWorld,
  { name, topicsVersion, owns }: LoggingCoordinator,
  text: string,
  facts: Facts,
): void {
  const { contacts, targets, counts } = history;
  const groupId = String(facts['group']);
  const memberId = String(facts['memberId']);
  const isOwner = owns(Number(facts['shard']));
  switch (text) {
    case 'Member joined':
      counts.joined += 1;
      contacts.joined(groupId, memberId);
      targets.changed(groupId);
      break;
    case 'Member left':
      counts.left += 1;
      contacts.left(memberId);
      targets.changed(groupId);
      break;
    case 'Member fenced':
      counts.fenced += 1;
      contacts.fenced({
        ...{ coordinator: name, groupId, memberId, reason: String(facts['reason']) },
        isOwner,
      });
      targets.changed(groupId);
      break;
    case 'Target moved':
      counts.targets += 1;
      if (isOwner) targets.moved(groupId, Number(facts['groupEpoch']), topicsVersion());
      break;
    case 'Shard loaded':
      counts.loaded += 1;
      contacts.loaded(name, Number(facts['shard']), facts['isIntact'] === true);
      break;
    default:
      break;
  }
}

function codeOf(error: unknown): string | undefined {
  if (error === undefined) return undefined;
  return toWeirError(error).code;
}
