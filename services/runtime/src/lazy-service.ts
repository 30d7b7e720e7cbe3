import type {
  MethodDefinition,
  Server,
  ServiceDefinition,
  UntypedHandleCall,
  UntypedServiceImplementation,
} from '@grpc/grpc-js';

/** A method of a service that is loaded when it is first called. */
export interface LazyMethod {
  /** `/package.Service/Method`. */
  readonly path: string;
  readonly requestStream: boolean;
  readonly responseStream: boolean;
}

/** What a library adds its services to. */
export type ServiceTaker = Pick<Server, 'addService'>;

interface LoadedMethod {
  readonly definition: MethodDefinition<unknown, unknown>;
  readonly handler: UntypedHandleCall;
}

type AnyHandler = (call: unknown, callback: unknown) => void;

/**
 * Methods of libraries that few callers ever ask for: a server knows their paths from the beginning, and
 * loads what serves them when one is called.
 */
export class LazyService {
  readonly #methods: readonly LazyMethod[];
  readonly #load: (taker: ServiceTaker) => void;
  #loaded: ReadonlyMap<string, LoadedMethod> | undefined;

  /** `load` adds the whole services of `methods` to what it is given; it is called once. */
  constructor(methods: readonly LazyMethod[], load: (taker: ServiceTaker) => void) {
    this.#methods = methods;
    this.#load = load;
  }

  addTo(server: ServiceTaker): void {
    for (const method of this.#methods) {
      const name = method.path.slice(method.path.lastIndexOf('/') + 1);
      const handle: AnyHandler = (...args) => {
        (this.#method(method.path).handler as AnyHandler)(...args);
      };
      const handlers = { [name]: handle } as unknown as UntypedServiceImplementation;
      server.addService({ [name]: this.#define(method) }, handlers);
    }
  }

  #define(method: LazyMethod): MethodDefinition<unknown, unknown> {
    const loaded = () => this.#method(method.path).definition;
    return {
      ...method,
      requestSerialize: (value) => loaded().requestSerialize(value),
      requestDeserialize: (bytes) => loaded().requestDeserialize(bytes),
      responseSerialize: (value) => loaded().responseSerialize(value),
      responseDeserialize: (bytes) => loaded().responseDeserialize(bytes),
    };
  }

  #method(path: string): LoadedMethod {
    this.#loaded ??= loadMethods(this.#load);
    const method = this.#loaded.get(path);
    if (method === undefined) throw new Error(`No library serves ${path}`);
    return method;
  }
}

function loadMethods(load: (taker: ServiceTaker) => void): ReadonlyMap<string, LoadedMethod> {
  const loaded = new Map<string, LoadedMethod>();
  load({
    addService(service: ServiceDefinition, handlers: UntypedServiceImplementation) {
      for (const [name, definition] of Object.entries(service)) {
        const handler = handlers[name] ?? handlers[definition.originalName ?? ''];
        if (handler !== undefined) loaded.set(definition.path, { definition, handler });
      }
    },
  });
  return loaded;
}
