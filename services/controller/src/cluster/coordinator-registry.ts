import type { CoordinatorSessionRequest } from '@weir/protos';
import type { ActiveContext } from './active-context.ts';

/** The coordinators that hold a session with the active controller, and their shards. */
export class CoordinatorRegistry {
  readonly #context: ActiveContext;
  readonly #sessions = new Map<string, object>();

  constructor(context: ActiveContext) {
    this.#context = context;
  }

  /** A message of a session; the last session of a coordinator counts. */
  update(session: object, request: CoordinatorSessionRequest): void {
    const { coordinatorId, address, shards, isStopping } = request;
    if (isStopping) {
      this.end(session, coordinatorId);
      return;
    }
    this.#sessions.set(coordinatorId, session);
    this.#context.state.coordinators.set(coordinatorId, { coordinatorId, address, shards });
    this.#context.publisher.publish({ coordinatorIds: [coordinatorId] });
  }

  /** The session is over; nothing happens if the coordinator has opened another since. */
  end(session: object, coordinatorId: string): void {
    if (this.#sessions.get(coordinatorId) !== session) return;
    this.#sessions.delete(coordinatorId);
    this.#context.state.coordinators.delete(coordinatorId);
    this.#context.publisher.publish({ coordinatorIds: [coordinatorId] });
  }
}
