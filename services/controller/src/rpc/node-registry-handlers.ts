import { WeirError } from '@weir/core';
import type { ServerDuplexStream } from '@grpc/grpc-js';
import type { NodeRegistryServiceHandlers } from '@weir/protos';
import { handleBidiStream, handleUnary } from '@weir/runtime';
import type { ActiveController } from '../active-controller.ts';
import { changeIsr } from '../cluster/isr-changes.ts';

/** The NodeRegistryService, answered by the active controller. */
export function createNodeRegistryHandlers(
  requireActive: () => ActiveController,
): NodeRegistryServiceHandlers {
  return {
    RegisterNode: handleUnary((request) => requireActive().nodes.register(request)),

    Heartbeat: handleBidiStream(async (stream, { signal }) => {
      const active = requireActive();
      let nodeId: number | undefined;
      try {
        await readUntilEnd(stream, active, signal, (request) => {
          if (nodeId === undefined) {
            active.nodes.streamOpened(request);
            ({ nodeId } = request);
          } else active.nodes.heartbeat(request);
          answer(stream, { controllerToken: active.lease.token });
        });
      } finally {
        if (nodeId !== undefined) active.nodes.streamClosed(nodeId);
      }
    }),

    ChangeIsr: handleUnary(async (request) => {
      const { context, nodes } = requireActive();
      nodes.checkEpoch(request.nodeId, request.nodeEpoch);
      return { results: await changeIsr(context, request) };
    }),

    DrainNode: handleUnary((request) => requireActive().nodes.drain(request)),

    CoordinatorSession: handleBidiStream(async (stream, { signal }) => {
      const active = requireActive();
      const session = {};
      let coordinatorId: string | undefined;
      try {
        await readUntilEnd(stream, active, signal, (request) => {
          ({ coordinatorId } = request);
          active.coordinators.update(session, request);
          if (request.needsOffsetsTopic) active.offsetsTopic.ensure();
          answer(stream, {
            controllerToken: active.lease.token,
            clusterId: active.state.clusterId,
          });
        });
      } finally {
        if (coordinatorId !== undefined) active.coordinators.end(session, coordinatorId);
      }
    }),
  };
}

/** Who does not read its answers misses some: each says what the one before has said. */
function answer<Answer>(stream: ServerDuplexStream<unknown, Answer>, message: Answer): void {
  if (!stream.writableNeedDrain) stream.write(message);
}

/** Handles messages until the caller ends or breaks the stream, or this controller is replaced. */
async function readUntilEnd<Message, Answer>(
  stream: ServerDuplexStream<Message, Answer>,
  active: ActiveController,
  signal: AbortSignal,
  handle: (message: Message) => void,
): Promise<void> {
  const replaced = (): WeirError =>
    new WeirError('NOT_CONTROLLER', 'This controller is no longer the active one');
  const ended = new AbortController();
  try {
    await new Promise<void>((resolve, reject) => {
      const once = { once: true, signal: ended.signal };
      stream.on('data', (message: Message) => {
        try {
          if (!ended.signal.aborted) handle(message);
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      });
      stream.on('end', resolve);
      signal.addEventListener('abort', () => resolve(), once);
      active.signal.addEventListener('abort', () => reject(replaced()), once);
      if (active.signal.aborted) reject(replaced());
    });
  } finally {
    ended.abort();
  }
}
