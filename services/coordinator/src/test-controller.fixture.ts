import { WeirError } from '@weir/core';
import {
  type CoordinatorSessionRequest,
  type CoordinatorSessionResponseInput,
  NodeRegistryService,
} from '@weir/protos';
import { handleBidiStream, RpcServer, silentLogger } from '@weir/runtime';

/** The part of a controller that a coordinator's session meets. */
export class TestController {
  readonly messages: CoordinatorSessionRequest[] = [];
  readonly server = new RpcServer({ logger: silentLogger });
  address = '';
  /** Ends the session that is open. */
  end: () => void = () => undefined;
  /** The active controller, where this one is not. */
  active: string | undefined;

  async listen(): Promise<void> {
    const handlers = {
      CoordinatorSession: handleBidiStream<
        CoordinatorSessionRequest,
        CoordinatorSessionResponseInput
      >(async (stream, { signal }) => {
        if (this.active !== undefined) {
          throw new WeirError('NOT_CONTROLLER', 'A standby', {
            metadata: { controller: this.active },
          });
        }
        await new Promise<void>((resolve) => {
          this.end = resolve;
          stream.on('data', (message: CoordinatorSessionRequest) => {
            this.messages.push(message);
            stream.write({ controllerToken: 1, clusterId: 'cluster' });
          });
          stream.on('end', resolve);
          signal.addEventListener('abort', () => {
            resolve();
          });
        });
      }),
    };
    this.server.addService(NodeRegistryService.service, handlers);
    ({ address: this.address } = await this.server.listen({ host: '127.0.0.1', port: 0 }));
  }
}
