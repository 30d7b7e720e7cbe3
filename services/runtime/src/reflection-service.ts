import { createRequire } from 'node:module';
import type * as Reflection from '@grpc/reflection';
import type * as Health from 'grpc-health-check';
import { publicPackageDefinition } from '@weir/protos';
import { LazyService, type ServiceTaker } from './lazy-service.ts';

const require = createRequire(import.meta.url);

const methods = ['v1', 'v1alpha'].map((version) => ({
  path: `/grpc.reflection.${version}.ServerReflection/ServerReflectionInfo`,
  requestStream: true,
  responseStream: true,
}));

/** Reading all proto files takes long: it is done at the first question, once for all servers of a process. */
let definitions: ReturnType<typeof publicPackageDefinition> | undefined;

/** Describes to whoever asks what a server has: the services that were named, and health. */
export class ReflectionService {
  readonly #services = new Set(['grpc.health.v1.Health']);

  /** Names a service that the server has; before anybody asks. */
  describe(service: string): void {
    this.#services.add(service);
  }

  addTo(server: ServiceTaker): void {
    new LazyService(methods, (taker) => {
      this.#load(taker);
    }).addTo(server);
  }

  #load(taker: ServiceTaker): void {
    const reflection = require('@grpc/reflection') as typeof Reflection;
    const health = require('grpc-health-check') as typeof Health;
    definitions ??= publicPackageDefinition([health.protoPath]);
    const services = [...this.#services].toSorted();
    new reflection.ReflectionService(definitions, { services }).addToServer(taker);
  }
}
