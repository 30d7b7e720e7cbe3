import {
  Channel,
  type ChannelCredentials,
  type ChannelOptions,
  type Client,
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
}

/** Limits of the channels of a pool, and how its calls show who makes them. */
export interface ChannelPoolOptions {
  /** Largest message taken or sent, in bytes; 64 MiB by default. */
  readonly maxMessageBytes?: number;
  /** Certificates of its connections; plain text without. */
  readonly tls?: ChannelTls;
  /** What every call sends as `authorization`; nothing without. */
  readonly authorization?: Authorization;
}

/** One channel for each address, shared by the clients of all its services. */
export class ChannelPool {
  readonly #options: ChannelOptions;
  readonly #channels = new Map<string, PooledChannel>();
  readonly #credentials: ChannelCredentials;
  readonly #clientOptions: { readonly interceptors?: Interceptor[] };

  constructor({ maxMessageBytes = 64 * 1024 * 1024, tls, authorization }: ChannelPoolOptions = {}) {
    this.#credentials = channelCredentialsOf(tls);
    this.#clientOptions =
      authorization === undefined ? {} : { interceptors: [authorizeCalls(authorization)] };
    this.#options = {
      'grpc.max_receive_message_length': maxMessageBytes,
      'grpc.max_send_message_length': maxMessageBytes,
      'grpc.enable_channelz': 0,
      'grpc.keepalive_time_ms': 10_000,
      'grpc.keepalive_timeout_ms': 5_000,
      'grpc.keepalive_permit_without_calls': 1,
      'grpc.initial_reconnect_backoff_ms': 50,
      'grpc.min_reconnect_backoff_ms': 50,
      // A peer that comes back is found soon: what fails meanwhile is a call, not the network.
      'grpc.max_reconnect_backoff_ms': 250,
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
    this.#channels.get(address)?.channel.close();
    this.#channels.delete(address);
  }

  /** Closes every channel. */
  close(): void {
    for (const address of [...this.#channels.keys()]) this.evict(address);
  }

  #open(address: string): PooledChannel {
    const pooled = {
      channel: new Channel(address, this.#credentials, this.#options),
      clients: new Map(),
    };
    this.#channels.set(address, pooled);
    return pooled;
  }
}
