import { toWeirError, WeirError } from '@weir/core';
import type {
  ChangeReplicaConfigInput,
  ChangeReplicaConfigResult,
  DeleteReplicaInput,
  LeaderAndIsrPartitionInput,
  PartitionResult,
  PromisePartitionInput,
  PromiseResult,
  TopicIdentityInput,
} from '@weir/protos';
import type {
  ConfigChangePace,
  Inventory,
  NodeAuthority,
  NodeCalls,
  ReplicaCreations,
} from '@weir/controller/cores';
import type { NodeControl } from './node-control.ts';
import type { SimulatedProcess } from './simulated-process.ts';
import type { World } from './world.ts';

/** As the calls over gRPC have them. */
const promiseDeadlineMs = 1_500;
const controlDeadlineMs = 5_000;

/** A controller's calls to nodes over the simulated network, each with its token. */
export class SimulatedNodeCalls implements NodeCalls {
  readonly #world: World;
  readonly #process: SimulatedProcess;
  readonly #authority: NodeAuthority;

  constructor(world: World, process: SimulatedProcess, authority: NodeAuthority) {
    this.#world = world;
    this.#process = process;
    this.#authority = authority;
  }

  async ping(nodeId: number): Promise<void> {
    await this.promise(nodeId, []);
  }

  promise(nodeId: number, partitions: PromisePartitionInput[]): Promise<PromiseResult[]> {
    return this.#call(nodeId, promiseDeadlineMs, (control, answer) => {
      control.promise(this.#authority.token, partitions, answer);
    });
  }

  leaderAndIsr(
    nodeId: number,
    partitions: LeaderAndIsrPartitionInput[],
  ): Promise<PartitionResult[]> {
    return this.#call(nodeId, controlDeadlineMs, (control, answer) => {
      control.leaderAndIsr(this.#authority.token, partitions, answer);
    });
  }

  createReplicas(nodeId: number, creations: ReplicaCreations): Promise<PartitionResult[]> {
    return this.#call(nodeId, controlDeadlineMs, (control, answer) => {
      control.createReplicas(this.#authority.token, creations, answer);
    });
  }

  deleteReplicas(nodeId: number, replicas: DeleteReplicaInput[]): Promise<PartitionResult[]> {
    return this.#call(nodeId, controlDeadlineMs, (control, answer) => {
      control.deleteReplicas(this.#authority.token, replicas, answer);
    });
  }

  async updateTopics(nodeId: number, topics: TopicIdentityInput[]): Promise<void> {
    await this.#call<true>(nodeId, controlDeadlineMs, (control, answer) => {
      control.updateTopics(this.#authority.token, topics);
      answer(true);
    });
  }

  changeReplicaConfig(
    nodeId: number,
    changes: ChangeReplicaConfigInput[],
    { maxWaitMs }: ConfigChangePace,
  ): Promise<ChangeReplicaConfigResult[]> {
    const { token } = this.#authority;
    return this.#call(nodeId, controlDeadlineMs + maxWaitMs, (control, answer) => {
      control.changeReplicaConfig({ token, changes, maxWaitMs }, answer);
    });
  }

  inventory(nodeId: number): Promise<Inventory> {
    return this.#call(nodeId, controlDeadlineMs, (control, answer) => {
      answer(control.inventory(this.#authority.token));
    });
  }

  /** Simulated nodes keep no keys and rights. */
  async security(): Promise<null> {
    return null;
  }

  #call<Answer>(
    nodeId: number,
    deadlineMs: number,
    handle: (control: NodeControl, answer: (answer: Answer) => void) => void,
  ): Promise<Answer> {
    const { network, nodes, history } = this.#world;
    const node = nodes.get(nodeId);
    return new Promise((resolve, reject) => {
      if (node === undefined) {
        reject(new WeirError('UNAVAILABLE', `There is no node ${nodeId}`));
        return;
      }
      network.call<{ readonly value: Answer }>({
        from: this.#process,
        to: node.process,
        deadlineMs,
        handle: (answer, fail) => {
          try {
            handle(node.control, (value) => {
              answer({ value });
            });
          } catch (error) {
            history.checkThrown(error);
            fail(toWeirError(error));
          }
        },
        finish: (error, answer) => {
          if (error?.code === 'STALE_CONTROLLER_TOKEN') this.#authority.onFenced(error);
          if (answer === undefined) reject(error ?? new WeirError('UNAVAILABLE', 'No answer'));
          else resolve(answer.value);
        },
      });
    });
  }
}
