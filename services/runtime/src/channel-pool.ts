import {
  Channel,
  type ChannelCredentials,
  type ChannelOptions,
  type Client,
  connectivityState,
  type Interceptor,
} from '@grpc/grpc-js';
import { type Authorization, authorizeCalls } from './authorize-calls.ts';
import { receiveWindowBytes } from './receive-windows.ts';
import { channelCredentialsOf, type ChannelTls } from './tls/channel-credentials-of.ts';

/** A client class of `@weir/protos`. */
type ClientClass<ServiceClient> = new (
  address: string,
  channelCredentials: ChannelCredentials,
  options: { readonly channelOverride: Channel; readonly interceptors?: Interceptor[] },
) => ServiceClient;

interface PooledChannel {
  readonly channel: Channel;
  readonly clients: Map<unknown, Client>;
  /** Runs while the channel has no connection and is wanted. */
  guard: NodeJS.Timeout | undefined;
}

const defaultConnectTimeoutMs = 5_000;

/** Limits of the channels of a pool, and how its calls show who makes them. */
export interface ChannelPoolOptions {
  /** Largest message taken or sent, in bytes; 64 MiB by default. */
  readonly maxMessageBytes?: number;
  /** A connection that is not made within it is given up, with all calls that wait for it; 5,000 by default. */
  readonly connectTimeoutMs?: number;
  /** Certificates of its connections; plain text without. */
  readonly tls?: ChannelTls;
  /** What every call sends as `authorization`; nothing without. */
  readonly authorization?: Authorization;
}

/**
 * One channel for each address, shared by the clients of all its services.
 *
 * A client is asked for anew for each call: a channel that gets no connection is replaced.
 */
export class ChannelPool {
  readonly #connectTimeoutMs: number;
  readonly #options: ChannelOptions;
  readonly #channels = new Map<string, PooledChannel>();
  readonly #credentials: ChannelCredentials;
  readonly #clientOptions: { readonly interceptors?: Interceptor[] };

  constructor({
    maxMessageBytes = 64 * 1024 * 1024,
    connectTimeoutMs = defaultConnectTimeoutMs,
    tls,
    authorization,
  }: ChannelPoolOptions = {}) {
    this.#connectTimeoutMs = connectTimeoutMs;
    this.#credentials = channelCredentialsOf(tls);
    this.#clientOptions =
      authorization === undefined ? {} : { interceptors: [authorizeCalls(authorization)] };
    this.#options = {
      'grpc.max_receive_message_length': maxMessageBytes,
      'grpc.max_send_message_length': maxMessageBytes,
      'grpc.enable_channelz': 0,
      // A machine that loses its power says no word: its silence is all that there is. At the first ping after a
      // server has said goodbye grpc-js drops what still runs: streams must end soon after they are told.
      'grpc.keepalive_time_ms': 2_000,
      'grpc.keepalive_timeout_ms': 3_000,
      'grpc.keepalive_permit_without_calls': 1,
      'grpc.initial_reconnect_backoff_ms': 50,
      'grpc.min_reconnect_backoff_ms': 50,
      // A peer that comes back is found soon: what fails meanwhile is a call, not the network.
      'grpc.max_reconnect_backoff_ms': 250,
      // Behind a name other addresses stand when pods are replaced: 30 s by default are an outage.
      'grpc.dns_min_time_between_resolutions_ms': 500,
      'grpc.use_local_subchannel_pool': 1,
      'grpc.enable_retries': 0,
      'grpc-node.max_session_memory': 256,
      'grpc-node.flow_control_window': receiveWindowBytes,
      ...(tls?.serverName === undefined
        ? undefined
        : { 'grpc.ssl_target_name_override': tls.serverName }),
    };
  }

  /** The client of a service at an address; the same one each time. */
  client<ServiceClient extends Client>(
    serviceClass: ClientClass<ServiceClient>,
    address: string,
  ): ServiceClient {
    const pooled = this.#channels.get(address) ?? this.#open(address);
    this.#guard(address, pooled);
    const known = pooled.clients.get(serviceClass);
    if (known !== undefined) return known as ServiceClient;

    const client = new serviceClass(address, this.#credentials, {
      ...this.#clientOptions,
      channelOverride: pooled.channel,
    });
    pooled.clients.set(serviceClass, client);
    return client;
  }

  /** Closes the channel of an address; the next client of it opens another. */
  evict(address: string): void {
    const pooled = this.#channels.get(address);
    clearTimeout(pooled?.guard);
    pooled?.channel.close();
    this.#channels.delete(address);
  }

  /** Closes every channel. */
  close(): void {
    for (const address of [...this.#channels.keys()]) this.evict(address);
  }

  /**
   * Replaces the channel when it has no connection in time: grpc-js leaves that to the kernel, which tries
   * a machine that is gone for two minutes, and waits without end for one that accepts and says nothing.
   */
  #guard(address: string, pooled: PooledChannel): void {
    if (pooled.guard !== undefined || isConnected(pooled)) return;
    pooled.guard = setTimeout(() => {
      pooled.guard = undefined;
      const isIdle = pooled.channel.getConnectivityState(false) === connectivityState.IDLE;
      if (!isIdle && !isConnected(pooled)) this.evict(address);
    }, this.#connectTimeoutMs);
    pooled.guard.unref();
  }

  #open(address: string): PooledChannel {
    const pooled: PooledChannel = {
      channel: new Channel(address, this.#credentials, this.#options),
      clients: new Map(),
      guard: undefined,
    };
    this.#channels.set(address, pooled);
    return pooled;
  }
}

function isConnected({ channel }: PooledChannel): boolean {
  return channel.getConnectivityState(false) === connectivityState.READY;
}
