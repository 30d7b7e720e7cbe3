import { type Clock, type Timer, WeirError } from '@weir/core';
import type { JWTVerifyGetKey, RemoteJWKSet } from 'jose';
import type { Logger } from '../logger.ts';
import { WatchedFile } from './watched-file.ts';

/** The public keys that tokens are signed with. */
export interface JwtKeys {
  /** The key of a token; throws what `jose` throws. */
  readonly find: JWTVerifyGetKey;
  /** Calls the listener after each change. */
  onChange(listener: () => void): void;
  stop(): Promise<void>;
}

/** What keys need to be followed. */
export interface JwtKeysOptions {
  readonly clock: Clock;
  readonly logger: Logger;
}

/** How often keys are asked for again; an unknown one is asked for at once, each 30 s at most. */
const refreshIntervalMs = 5 * 60_000;
const timeoutMs = 5_000;

/** The keys of a file in the JWKS format, read again when it changes. */
export async function jwtKeysOfFile(path: string, options: JwtKeysOptions): Promise<JwtKeys> {
  const { createLocalJWKSet } = await import('jose');
  const file = await WatchedFile.open({
    ...options,
    path,
    what: 'the JWKS file',
    parse: (text) => {
      try {
        return createLocalJWKSet(JSON.parse(text) as Parameters<typeof createLocalJWKSet>[0]);
      } catch (cause) {
        throw new Error('it is not a JSON Web Key Set', { cause });
      }
    },
  });
  return {
    find: (header, token) => file.value(header, token),
    onChange: (listener) => {
      file.onChange(listener);
    },
    stop: () => file.stop(),
  };
}

/** The keys that a URL tells. While it does not answer, those that it told last hold. */
export async function jwtKeysOfUrl(url: string, options: JwtKeysOptions): Promise<JwtKeys> {
  const { createRemoteJWKSet } = await import('jose');
  const remote = createRemoteJWKSet(new URL(url), {
    cacheMaxAge: Number.POSITIVE_INFINITY,
    timeoutDuration: timeoutMs,
  });
  return new RemoteKeys(remote, url, options);
}

class RemoteKeys implements JwtKeys {
  readonly find: JWTVerifyGetKey;
  readonly #remote: RemoteJWKSet;
  readonly #url: string;
  readonly #options: JwtKeysOptions;
  readonly #listeners = new Set<() => void>();
  #known = '';
  #timer: Timer | undefined;
  #isStopped = false;

  constructor(remote: RemoteJWKSet, url: string, options: JwtKeysOptions) {
    this.#remote = remote;
    this.#url = url;
    this.#options = options;
    this.find = async (header, token) => {
      if (remote.jwks() === undefined) await this.#load();
      return remote(header, token);
    };
    void this.#refresh();
  }

  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#timer?.cancel();
  }

  async #load(): Promise<void> {
    try {
      await this.#remote.reload();
    } catch (cause) {
      throw new WeirError('UNAVAILABLE', `Cannot get the keys of tokens from ${this.#url}`, {
        cause,
      });
    }
  }

  async #refresh(): Promise<void> {
    try {
      await this.#load();
      this.#compare();
    } catch (error) {
      const { logger } = this.#options;
      logger.warn({ url: this.#url, err: error }, 'Cannot get the keys of tokens: trying again');
    }
    if (this.#isStopped) return;
    this.#timer = this.#options.clock.setTimer(refreshIntervalMs, () => {
      void this.#refresh();
    });
  }

  #compare(): void {
    const keys = JSON.stringify(this.#remote.jwks());
    if (keys === this.#known) return;
    this.#known = keys;
    for (const listener of this.#listeners) listener();
  }
}
