import type { RequestListener } from 'node:http';
import type { Http2Server, ServerHttp2Session } from 'node:http2';
import {
  logVerbosity,
  Server,
  ServerCredentials,
  type ServiceDefinition,
  setLogVerbosity,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { WeirError } from '@weir/core';
import { CallMetrics } from './call-metrics.ts';
import { failureOf } from './failure-of.ts';
import type { HandlerScope } from './handler-scope.ts';
import { HealthService } from './health-service.ts';
import { http2ServersOf } from './http2-servers.ts';
import { joinAddress } from './join-address.ts';
import { AgingConnections } from './listen/aging-connections.ts';
import { FrontListener } from './listen/front-listener.ts';
import { HttpConnections } from './listen/http-connections.ts';
import { refuseStrangers } from './listen/refuse-strangers.ts';
import {
  callLocally,
  type LocalCallOptions,
  type LocalMethod,
  type UnaryMethod,
} from './local-call.ts';
import type { Logger } from './logger.ts';
import { methodOf } from './method-of.ts';
import type { Metrics } from './metrics.ts';
import { enlargeReceiveWindows } from './receive-windows.ts';
import { ReflectionService } from './reflection-service.ts';
import type { Caller } from './security/caller.ts';
import { CredentialsWatch } from './security/credentials-watch.ts';
import { openGate, type SecurityGate } from './security/security-gate.ts';
import { SecurityMetrics } from './security/security-metrics.ts';
import { systemClock } from './system-clock.ts';
import type { ServerTls } from './tls/server-tls.ts';
import { withReadableErrors } from './unreadable-message.ts';

/** What a server is made of. */
export interface RpcServerOptions {
  readonly logger: Logger;
  /** Where its calls are counted. */
  readonly metrics?: Metrics;
  /** Who may call; everybody by default. */
  readonly security?: SecurityGate;
  /** Largest message that it takes, in bytes; 64 MiB by default. */
  readonly maxMessageBytes?: number;
  /** Certificates of its listener; plain text without. */
  readonly tls?: ServerTls;
  /**
   * About how long a gRPC connection may last, ±10 %, in milliseconds: it is then told to make no new
   * calls. Clients reconnect, which spreads them over servers that came later. 0, the default: for ever.
   */
  readonly maxConnectionAgeMs?: number;
  /** How long calls on a connection that is too old may go on; for ever by default. */
  readonly maxConnectionAgeGraceMs?: number;
}

/** Where to listen. Port 0 takes a free one. */
export interface ListenOptions {
  readonly host: string;
  readonly port: number;
}

/** Where a server listens. */
export interface Listening extends ListenOptions {
  /** `host:port`. */
  readonly address: string;
}

/** A handler of `handleUnary` or its like; one of another kind leaves the scope alone. */
type ScopedHandler = (call: unknown, callback: unknown, scope: HandlerScope) => void;

/**
 * A gRPC server with what every service of Weir needs: health, reflection, keepalive, 8 MiB receive
 * windows, TLS, HTTP/1.1 on the same port where it is asked for, and an end that lets calls finish.
 */
export class RpcServer {
  readonly #server: Server;
  readonly #health = new HealthService();
  readonly #reflection = new ReflectionService();
  readonly #logger: Logger;
  readonly #stopping = new AbortController();
  readonly #scope: HandlerScope;
  readonly #sessions = new Set<ServerHttp2Session>();
  readonly #tls: ServerTls | undefined;
  readonly #aging: AgingConnections | undefined;
  #http: HttpConnections | undefined;
  #front: FrontListener | undefined;
  /** By path. */
  readonly #methods = new Map<string, LocalMethod>();

  constructor({
    logger,
    metrics,
    security = openGate,
    maxMessageBytes = 64 * 1024 * 1024,
    tls,
    maxConnectionAgeMs = 0,
    maxConnectionAgeGraceMs,
  }: RpcServerOptions) {
    this.#logger = logger;
    this.#tls = tls;
    const limits = { maxConnectionAgeMs, maxConnectionAgeGraceMs };
    const { signal: stopping } = this.#stopping;
    const aging = maxConnectionAgeMs === 0 ? undefined : new AgingConnections(limits, stopping);
    this.#aging = aging;
    this.#scope = {
      logger,
      stopping,
      stoppingFor: aging && ((peer) => aging.stoppingFor(peer)),
      calls: metrics === undefined ? undefined : CallMetrics.of(metrics),
      security,
      credentials: new CredentialsWatch(systemClock),
    };
    // There from the start, though no transport may count in them.
    if (metrics !== undefined) SecurityMetrics.of(metrics);
    silenceGrpc();
    this.#server = new Server({
      'grpc.max_receive_message_length': maxMessageBytes,
      'grpc.max_send_message_length': -1,
      'grpc.enable_channelz': 0,
      'grpc.keepalive_time_ms': 10_000,
      'grpc.keepalive_timeout_ms': 5_000,
      'grpc.keepalive_permit_without_calls': 1,
      'grpc-node.max_session_memory': 256,
    });
    this.#health.setServing('', true);
    this.#health.addTo(this.#server);
    this.#reflection.addTo(this.#server);
  }

  /** Adds a service; before `listen`. */
  addService(given: ServiceDefinition, handlers: UntypedServiceImplementation): void {
    const definition = withReadableErrors(given);
    const scoped = this.#scoped(handlers);
    this.#server.addService(definition, scoped);
    for (const [name, method] of Object.entries(definition)) {
      const handler = scoped[name];
      if (handler !== undefined)
        this.#methods.set(method.path, { ...method, handler } as LocalMethod);
    }
    const [method] = Object.values(definition);
    if (method === undefined) return;
    const service = serviceNameOf(method.path);
    this.setServing(service, true);
    this.#reflection.describe(service);
  }

  /**
   * Calls one of its own unary methods as a remote caller would, by another door than gRPC; rejects with a
   * `WeirError`, `UNSUPPORTED_VERSION` for a method that it does not serve.
   */
  async call<Request, Response>(
    caller: UnaryMethod<Request, Response>,
    request: Request,
    options: LocalCallOptions,
  ): Promise<Response> {
    const method = this.#methods.get(caller.path);
    if (method === undefined) {
      throw new WeirError('UNSUPPORTED_VERSION', `This server has no ${caller.path}`);
    }
    return callLocally(method, caller, request, options);
  }

  /** Who comes by another door than gRPC, for `path`; rejects with `AUTHENTICATION_FAILED`. */
  async identify(
    path: string,
    { metadata, peer, authContext }: Pick<LocalCallOptions, 'metadata' | 'peer' | 'authContext'>,
  ): Promise<Caller> {
    return this.#scope.security.identify({
      metadata,
      getPeer: () => peer,
      getPath: () => path,
      getAuthContext: () => authContext,
    });
  }

  /** What the health service says of a service; `''` is the whole server. */
  setServing(service: string, isServing: boolean): void {
    this.#health.setServing(service, isServing);
  }

  /** Answers HTTP/1.1 on the port that gRPC has; before `listen`. */
  serveHttp(handler: RequestListener): void {
    this.#http = new HttpConnections(handler);
  }

  /** Starts to listen; `UNAVAILABLE` naming the address when that is not possible. */
  async listen({ host, port }: ListenOptions): Promise<Listening> {
    const isFronted = this.#tls !== undefined || this.#http !== undefined;
    const bound = isFronted ? await this.#listenInFront(host, port) : await this.#bind(host, port);
    const address = joinAddress(host, bound);
    this.#logger.debug({ address, hasTls: this.#tls !== undefined }, 'Listening');
    return { host, port: bound, address };
  }

  /**
   * Takes no new calls and tells the running ones by their `stopping` signal, lets them finish for
   * `graceMs`, then ends them.
   */
  async stop({ graceMs }: { readonly graceMs: number }): Promise<void> {
    this.#health.stopServing();
    this.#stopping.abort();
    this.#http?.close();
    const ended = Promise.all([this.#callsEnded(), this.#front?.close()]);
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => {
        // The server knows no sessions any more once it is shutting down: they are ended here.
        for (const session of this.#sessions) session.destroy();
        this.#server.forceShutdown();
        this.#front?.destroy();
        resolve();
      }, graceMs);
      void ended.finally(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  #callsEnded(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.tryShutdown(() => {
        resolve();
      });
    });
  }

  async #bind(host: string, port: number): Promise<number> {
    const bound = await new Promise<number>((resolve, reject) => {
      this.#server.bindAsync(
        joinAddress(host, port),
        ServerCredentials.createInsecure(),
        (error, boundPort) => {
          if (error === null) resolve(boundPort);
          else reject(cannotListen(joinAddress(host, port), error));
        },
      );
    });
    this.#followSessions();
    return bound;
  }

  /** Accepts connections itself and injects those that speak gRPC. */
  async #listenInFront(host: string, port: number): Promise<number> {
    const http = this.#http;
    const injector = this.#server.createConnectionInjector(ServerCredentials.createInsecure());
    this.#followSessions();
    this.#front = new FrontListener({
      logger: this.#logger,
      tls: this.#tls,
      takeHttp2: (socket) => {
        injector.injectConnection(socket);
      },
      takeHttp1:
        http &&
        ((socket) => {
          http.take(socket);
        }),
    });
    try {
      return await this.#front.listen(host, port);
    } catch (error) {
      throw cannotListen(joinAddress(host, port), toError(error));
    }
  }

  #followSessions(): void {
    enlargeReceiveWindows(this.#server);
    for (const http2Server of http2ServersOf(this.#server)) {
      this.#follow(http2Server);
      if (this.#scope.security !== openGate) this.#refuseStrangers(http2Server);
    }
  }

  #refuseStrangers(http2Server: Http2Server): void {
    const { security, calls } = this.#scope;
    refuseStrangers(http2Server, {
      // The handler of a stream asks at once, before it reads.
      isAsked: (path) => this.#methods.get(path)?.requestStream === false,
      identify: (call) => security.identify(call),
      onRefused: (path, thrown) => {
        const error = failureOf(thrown, methodOf(path), this.#scope);
        calls?.refused(methodOf(path), error.code);
        return error;
      },
    });
  }

  #scoped(handlers: UntypedServiceImplementation): UntypedServiceImplementation {
    const scope = this.#scope;
    const scoped = Object.entries(handlers).map(([name, handler]) => {
      const bound = handler.bind(handlers) as unknown as ScopedHandler;
      const call: ScopedHandler = (...[request, callback]) => {
        bound(request, callback, scope);
      };
      return [name, call] as const;
    });
    return Object.fromEntries(scoped) as unknown as UntypedServiceImplementation;
  }

  #follow(http2Server: Http2Server): void {
    const { calls } = this.#scope;
    http2Server.on('session', (session) => {
      this.#sessions.add(session);
      calls?.connectionOpened();
      session.once('close', () => {
        this.#sessions.delete(session);
        calls?.connectionClosed();
      });
      this.#aging?.follow(session);
    });
    http2Server.on('sessionError', (error) => {
      this.#logger.debug({ err: error }, 'Connection broken: not HTTP/2, or cut off');
    });
  }
}

/** What it would print on standard error comes to us as errors; `GRPC_VERBOSITY` asks for it. */
function silenceGrpc(): void {
  if (process.env['GRPC_VERBOSITY'] === undefined) setLogVerbosity(logVerbosity.NONE);
}

function serviceNameOf(path: string): string {
  return path.split('/')[1] ?? '';
}

function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

function cannotListen(address: string, cause: Error): WeirError {
  const isInUse = cause.message.includes('EADDRINUSE');
  const reason = isInUse
    ? 'it is in use: stop the process that listens there or choose another port with --port'
    : cause.message;
  return new WeirError('UNAVAILABLE', `Cannot listen on ${address}: ${reason}`, { cause });
}
