import { WeirError } from '@weir/core';
import type { GroupClient } from '@weir/client/cores';
import { GroupService } from '@weir/protos';
import type { SimulatedProcess } from '../../world/simulated-process.ts';
import { CallWatch } from '../checkers/call-watch.ts';
import type { GroupHistory } from '../checkers/group-history.ts';
import type { GroupsWorld } from './groups-world.ts';
import { JoinConnection } from './join-connection.ts';
import type { CoordinatorCalls, SimulatedCoordinator } from './simulated-coordinator.ts';

type Callback = (error: WeirError | null, response?: object) => void;

/** A unary method's wire format. */
interface Codec {
  requestSerialize(request: object): Buffer;
  requestDeserialize(bytes: Buffer): object;
  responseSerialize(response: object): Buffer;
  responseDeserialize(bytes: Buffer): object;
}

const deadlineMs = 1_200;
/** As `connectivityState` of gRPC. */
const connectionIsReady = 2;
const connectionHasFailed = 3;

const codecs = {
  commitOffsets: GroupService.service.CommitOffsets,
  fetchOffsets: GroupService.service.FetchOffsets,
  resetOffsets: GroupService.service.ResetOffsets,
  deleteGroup: GroupService.service.DeleteGroup,
} as unknown as Record<keyof CoordinatorCalls, Codec>;

/** A process' client of one coordinator: as much of the generated one as members and operators use. */
export function createGroupClient(
  world: GroupsWorld,
  process: SimulatedProcess,
  coordinator: SimulatedCoordinator | undefined,
): GroupClient {
  const unary =
    (name: keyof CoordinatorCalls) =>
    (request: object, _metadata: unknown, _options: unknown, callback: Callback) => {
      call(world, process, { coordinator, name, request, callback });
      return { cancel: () => undefined };
    };
  const client = {
    getChannel: () => ({
      getConnectivityState: () =>
        coordinator?.process.isUp === true &&
        world.network.isConnected(process, coordinator.process)
          ? connectionIsReady
          : connectionHasFailed,
    }),
    join: () => {
      if (coordinator === undefined) throw new WeirError('UNAVAILABLE', 'There is no such address');
      const { process: server, serve } = coordinator;
      return new JoinConnection({ world, client: process, server, serve }).client;
    },
    commitOffsets: unary('commitOffsets'),
    fetchOffsets: unary('fetchOffsets'),
    resetOffsets: unary('resetOffsets'),
    deleteGroup: unary('deleteGroup'),
  };
  return client as unknown as GroupClient;
}

function call(
  world: GroupsWorld,
  from: SimulatedProcess,
  {
    coordinator,
    name,
    request,
    callback,
  }: {
    readonly coordinator: SimulatedCoordinator | undefined;
    readonly name: keyof CoordinatorCalls;
    readonly request: object;
    readonly callback: Callback;
  },
): void {
  if (coordinator === undefined) {
    from.schedule(0, () => callback(new WeirError('UNAVAILABLE', 'There is no such address')));
    return;
  }
  const codec = codecs[name];
  const bytes = codec.requestSerialize(request);
  world.network.call<Buffer>({
    ...{ from, to: coordinator.process, deadlineMs, isOrdered: true },
    handle: (answer, fail) => {
      const arrived = codec.requestDeserialize(bytes);
      const watch = new CallWatch(world.history, name, arrived);
      void carryOut(coordinator, { name, arrived, watch, history: world.history }, answer, fail);
    },
    finish: (error, answered) => {
      if (answered !== undefined) callback(null, codec.responseDeserialize(answered));
      else callback(error ?? new WeirError('UNAVAILABLE', 'No answer'));
    },
  });
}

interface ArrivedCall {
  readonly name: keyof CoordinatorCalls;
  readonly arrived: object;
  readonly watch: CallWatch;
  readonly history: GroupHistory;
}

async function carryOut(
  coordinator: SimulatedCoordinator,
  { name, arrived, watch, history }: ArrivedCall,
  answer: (bytes: Buffer) => void,
  fail: (error: WeirError) => void,
): Promise<void> {
  const codec = codecs[name];
  try {
    const response = await coordinator.call(name, arrived as CoordinatorCalls[typeof name]);
    const answered = codec.responseSerialize(response);
    watch.answered(codec.responseDeserialize(answered));
    answer(answered);
  } catch (error) {
    history.checkThrown(error);
    if (error instanceof WeirError) fail(error);
  }
}
