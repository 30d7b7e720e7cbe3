import { createRequire } from 'node:module';
import type { Server } from '@grpc/grpc-js';
import type * as Health from 'grpc-health-check';
import { LazyService, type ServiceTaker } from './lazy-service.ts';

const require = createRequire(import.meta.url);

const methods = [
  { path: '/grpc.health.v1.Health/Check', requestStream: false, responseStream: false },
  { path: '/grpc.health.v1.Health/Watch', requestStream: false, responseStream: true },
  { path: '/grpc.health.v1.Health/List', requestStream: false, responseStream: false },
];

/** What a server says of itself and its services by `grpc.health.v1`. */
export class HealthService {
  readonly #statuses = new Map<string, 'SERVING' | 'NOT_SERVING'>();
  #implementation: Health.HealthImplementation | undefined;

  /** Of a service that is named here first, or of the whole server, `''`. */
  setServing(service: string, isServing: boolean): void {
    const status = isServing ? 'SERVING' : 'NOT_SERVING';
    this.#statuses.set(service, status);
    this.#implementation?.setStatus(service, status);
  }

  /** Every service that was named is not serving any more. */
  stopServing(): void {
    for (const service of this.#statuses.keys()) this.setServing(service, false);
  }

  addTo(server: Server): void {
    new LazyService(methods, (taker) => {
      this.#load(taker);
    }).addTo(server);
  }

  #load(taker: ServiceTaker): void {
    const health = require('grpc-health-check') as typeof Health;
    this.#implementation = new health.HealthImplementation(Object.fromEntries(this.#statuses));
    this.#implementation.addToServer(taker);
  }
}
