import type { Timer } from '@weir/core';
import type { HeartbeatRequest } from '@weir/protos';
import type { SimulatedController } from './simulated-controller.ts';
import type { SimulatedNode } from './simulated-node.ts';

const registerDeadlineMs = 3_000;
const retryMinMs = 50;
const retryMaxMs = 500;
const gatherMs = 5;
const isrRetryMs = 200;
const isrDeadlineMs = 2_000;

/** The stream of heartbeats that a node has opened to a controller. */
interface Stream {
  readonly controller: SimulatedController;
  readonly nodeEpoch: number;
  readonly number: number;
}

/**
 * A node's session with the active controller: looks for it, registers, sends heartbeats, publishes
 * in-sync sets. A stream whose controller is silent is left.
 */
export class NodeSession {
  readonly #node: SimulatedNode;
  readonly #controllers: () => readonly SimulatedController[];
  #turn = 0;
  #stream: Stream | undefined;
  #streams = 0;
  #answeredAtMs = 0;
  #isrTimer: Timer | undefined;
  #isIsrChanged = false;
  #isPublishing = false;

  constructor(node: SimulatedNode, controllers: () => readonly SimulatedController[]) {
    this.#node = node;
    this.#controllers = controllers;
  }

  start(): void {
    this.#register();
  }

  publishIsrSoon(): void {
    this.#isIsrChanged = true;
    this.#scheduleIsr(gatherMs);
  }

  #register(): void {
    const { process, world, disk, nodeId, address, incarnation } = this.#node;
    const controllers = this.#controllers();
    const controller = controllers[this.#turn % controllers.length];
    this.#turn += 1;
    if (controller === undefined) return;
    world.network.call<{ nodeEpoch: number; controllerToken: number; clusterId: string }>({
      from: process,
      to: controller.process,
      deadlineMs: registerDeadlineMs,
      handle: (answer, fail) => {
        controller.register(
          {
            ...{ nodeId, address, incarnation, directoryId: disk.directoryId },
            ...{ clusterId: disk.clusterId, host: '', rack: '', externalAddress: '', version: '0' },
          },
          answer,
          fail,
        );
      },
      finish: (error, answer) => {
        if (answer === undefined || error !== undefined) {
          this.#again();
          return;
        }
        disk.clusterId = answer.clusterId;
        this.#node.token.raise(answer.controllerToken);
        this.#open(controller, answer.nodeEpoch);
      },
    });
  }

  #again(): void {
    const { process, world } = this.#node;
    process.schedule(retryMinMs + world.random.nextInt(retryMaxMs), () => {
      this.#register();
    });
  }

  #open(controller: SimulatedController, nodeEpoch: number): void {
    this.#streams += 1;
    const stream = { controller, nodeEpoch, number: this.#streams };
    this.#stream = stream;
    this.#answeredAtMs = this.#node.world.queue.nowMs;
    this.#beat(stream, true);
    if (this.#node.replica?.core.serving !== undefined) this.publishIsrSoon();
  }

  #beat(stream: Stream, isFirst: boolean): void {
    if (this.#stream !== stream) return;
    const { process, world } = this.#node;
    const { heartbeatIntervalMs, sessionTimeoutMs } = stream.controller.settings;
    const maxSilenceMs = Math.max(2 * heartbeatIntervalMs, sessionTimeoutMs / 2);
    if (world.queue.nowMs - this.#answeredAtMs > maxSilenceMs) {
      this.#leave(stream);
      return;
    }
    const request = this.#status(stream.nodeEpoch);
    const { life } = process;
    const key = `${this.#node.nodeId}/${life}/${stream.number}`;
    world.network.send(process, stream.controller.process, () => {
      stream.controller.heartbeat(key, request, isFirst, (token) => {
        world.network.send(stream.controller.process, process, () => {
          if (this.#stream !== stream || process.life !== life) return;
          if (token === undefined) {
            this.#leave(stream);
            return;
          }
          this.#answeredAtMs = world.queue.nowMs;
          this.#node.token.raise(token);
        });
      });
    });
    process.schedule(heartbeatIntervalMs, () => {
      this.#beat(stream, false);
    });
  }

  #leave(stream: Stream): void {
    if (this.#stream !== stream) return;
    this.#stream = undefined;
    const { process, world, nodeId } = this.#node;
    const key = `${nodeId}/${process.life}/${stream.number}`;
    world.network.send(process, stream.controller.process, () => {
      stream.controller.streamClosed(key);
    });
    this.#again();
  }

  #status(nodeEpoch: number): HeartbeatRequest {
    const { nodeId, replica } = this.#node;
    return {
      ...{ nodeId, nodeEpoch, logBytes: 0, freeBytes: 0, failedReplicas: [], isCatchingUp: false },
      ...{ appendedRecords: 0, appendedBytes: 0, sentBytes: 0, startedAtMs: 0 },
      replicas: replica === undefined ? 0 : 1,
      leaders: replica?.core.serving === undefined ? 0 : 1,
    };
  }

  #scheduleIsr(delayMs: number): void {
    if (this.#isPublishing || this.#isrTimer !== undefined) return;
    this.#isrTimer = this.#node.process.schedule(delayMs, () => {
      this.#isrTimer = undefined;
      this.#publishIsr();
    });
  }

  #publishIsr(): void {
    const { process, world, nodeId, replica, disk } = this.#node;
    const serving = replica?.core.serving;
    const stream = this.#stream;
    if (!this.#isIsrChanged || serving === undefined) return;
    if (stream === undefined) {
      this.#scheduleIsr(isrRetryMs);
      return;
    }
    this.#isPublishing = true;
    this.#isIsrChanged = false;
    const request = {
      nodeId,
      nodeEpoch: stream.nodeEpoch,
      partitions: [
        {
          topicId: disk.topic?.topicId ?? '',
          partition: 0,
          leaderEpoch: serving.epoch,
          inSyncReplicas: [...serving.inSyncReplicas],
        },
      ],
    };
    world.network.call<readonly string[]>({
      from: process,
      to: stream.controller.process,
      deadlineMs: isrDeadlineMs,
      isOrdered: true,
      handle: (answer, fail) => {
        stream.controller.changeIsr(request, answer, fail);
      },
      finish: (error, codes) => {
        this.#isPublishing = false;
        const isDone =
          error === undefined &&
          codes?.some((code) => code === 'STORE_CONFLICT' || code === 'STORE_UNAVAILABLE') !== true;
        if (!isDone) this.#isIsrChanged = true;
        if (this.#isIsrChanged) this.#scheduleIsr(isDone ? gatherMs : isrRetryMs);
      },
    });
  }
}
