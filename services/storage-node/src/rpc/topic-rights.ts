import { type AclOperation, WeirError } from '@weir/core';
import { type Caller, topicRefusal } from '@weir/runtime';

/** The name of a topic that the node has heard of. */
export type TopicNameOf = (topicId: string) => string | undefined;

/** A stream of more topics asks for their rights again now and then. */
const maxRemembered = 10_000;

/**
 * What a caller may do with topics, which requests name by id.
 *
 * A service of the cluster may do everything, at the cost of one look at a boolean. Of others each topic
 * is asked for once until rights change, so that a stream may ask for each of its messages, and a
 * refusal stands in the audit log once.
 *
 * Invariants:
 *   - No answer outlives the security version that it was given under.
 *   - Only services of the cluster write to, or delete from, Weir's own topics.
 * Tests: `topic-rights.test.ts`.
 */
export class TopicRights {
  readonly #caller: Caller;
  readonly #operation: AclOperation;
  readonly #nameOf: TopicNameOf;
  readonly #problems = new Map<string, WeirError | undefined>();
  #securityVersion = -1;

  constructor(caller: Caller, operation: AclOperation, nameOf: TopicNameOf) {
    this.#caller = caller;
    this.#operation = operation;
    this.#nameOf = nameOf;
  }

  /**
   * Why not; undefined where it may: `TOPIC_AUTHORIZATION_FAILED`, or `UNKNOWN_TOPIC_OR_PARTITION` of a
   * topic that the node has not heard of. Throws `AUTHENTICATION_FAILED`.
   */
  problem(topicId: string): WeirError | undefined {
    return this.#caller.isInternal ? undefined : this.#remembered(topicId);
  }

  /** Throws what `problem` returns. */
  require(topicId: string): void {
    const problem = this.problem(topicId);
    if (problem !== undefined) throw problem;
  }

  #remembered(topicId: string): WeirError | undefined {
    const { securityVersion } = this.#caller;
    const isFull = this.#problems.size >= maxRemembered;
    if (securityVersion !== this.#securityVersion || isFull) this.#problems.clear();
    this.#securityVersion = securityVersion;
    if (this.#problems.has(topicId)) return this.#problems.get(topicId);
    const name = this.#nameOf(topicId);
    if (name === undefined) return unknownTopic(topicId);
    const problem = topicRefusal(this.#caller, this.#operation, name);
    this.#problems.set(topicId, problem);
    return problem;
  }
}

function unknownTopic(topicId: string): WeirError {
  return new WeirError(
    'UNKNOWN_TOPIC_OR_PARTITION',
    `This node has not heard of a topic ${topicId.slice(0, 64)}`,
  );
}
