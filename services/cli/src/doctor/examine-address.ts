import { lookup } from 'node:dns/promises';
import { connect as connectHttp2 } from 'node:http2';
import { connect as connectTcp, isIP } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { Weir, WeirError, type WeirOptions, type WeirTls } from '@weir/client';
import type { AddressExamination, AddressOutcome } from './address-examination.ts';
import { errorText } from '../format/error-text.ts';

/** How this client would connect. */
export type ConnectionSettings = Pick<WeirOptions, 'tls' | 'credentials' | 'connect'>;

interface Result {
  readonly outcome: AddressOutcome;
  readonly detail: string;
}

interface Target {
  readonly host: string;
  readonly port: number;
}

/** For each step by itself. */
const stepTimeoutMs = 2_000;
/** In which a server that does not take a certificate says so. */
const refusalMs = 300;

/** Tries one `host:port` from its name to its metadata, and says where that ends. Never rejects. */
export async function examineAddress(
  address: string,
  settings: ConnectionSettings,
  metadataTimeoutMs = 3_000,
): Promise<AddressExamination> {
  const startedMs = performance.now();
  const result = await examine(address, settings, metadataTimeoutMs);
  return { address, ...result, durationMs: Math.round(performance.now() - startedMs) };
}

/** Whether an address takes connections: `ok`, `unresolved`, `refused` or `silent`. */
export async function examinePort(address: string): Promise<Result> {
  const target = toTarget(address);
  try {
    await Promise.race([lookup(target.host), rejectIn(stepTimeoutMs, target.host)]);
  } catch (error) {
    return { outcome: 'unresolved', detail: errorText(error) };
  }
  return reach(target);
}

async function rejectIn(delayMs: number, host: string): Promise<never> {
  await setTimeout(delayMs, undefined, { ref: false });
  throw new Error(`No name server has answered for ${host} within ${delayMs} ms`);
}

async function examine(
  address: string,
  settings: ConnectionSettings,
  metadataTimeoutMs: number,
): Promise<Result> {
  const reached = await examinePort(address);
  if (reached.outcome !== 'ok') return reached;
  const failure = await failureToConnect(address, settings, metadataTimeoutMs);
  if (failure === undefined) return { outcome: 'ok', detail: '' };
  if (failure.code === 'AUTHENTICATION_FAILED') {
    return { outcome: 'authentication-failed', detail: failure.message };
  }
  const target = toTarget(address);
  const encryption = await examineEncryption(target, settings.tls);
  if (encryption !== undefined) return encryption;
  const speaksHttp2 = await answersHttp2(target, settings.tls);
  if (!speaksHttp2) return { outcome: 'not-weir', detail: 'no HTTP/2 is spoken there' };
  return failure.code === 'UNSUPPORTED_VERSION'
    ? { outcome: 'not-weir', detail: failure.message }
    : { outcome: 'no-metadata', detail: `none within ${metadataTimeoutMs} ms` };
}

async function failureToConnect(
  address: string,
  settings: ConnectionSettings,
  connectTimeoutMs: number,
): Promise<WeirError | undefined> {
  await using weir = new Weir({
    ...settings,
    bootstrap: [address],
    clientId: 'weir-cli',
    connectTimeoutMs,
  });
  try {
    await weir.connect();
    return undefined;
  } catch (error) {
    return error instanceof WeirError ? error : new WeirError('UNAVAILABLE', errorText(error));
  }
}

/** Undefined when both sides agree about TLS. */
async function examineEncryption(
  target: Target,
  tls: ConnectionSettings['tls'],
): Promise<Result | undefined> {
  const wantsTls = tls !== undefined && tls !== false;
  const options = tlsOptions(tls);
  const unverified = await shakeHands(target, { ...options, rejectUnauthorized: false });
  const speaksTls = unverified === undefined || isAlert(unverified);
  if (!wantsTls) return speaksTls ? { outcome: 'tls-expected', detail: '' } : undefined;
  if (!speaksTls) return { outcome: 'tls-not-spoken', detail: '' };
  const verified = unverified ?? (await shakeHands(target, options));
  return verified && { outcome: 'tls-failed', detail: verified.message };
}

/** What only a peer that speaks TLS sends. */
function isAlert({ code = '' }: NodeJS.ErrnoException): boolean {
  return code.startsWith('ERR_SSL_') && code.includes('ALERT');
}

/** Undefined when the handshake succeeds, and the server takes the certificate of the client. */
async function shakeHands(
  { host, port }: Target,
  options: ConnectionOptions,
): Promise<NodeJS.ErrnoException | undefined> {
  return settle((finish) => {
    const name = isIP(host) === 0 ? { servername: host } : undefined;
    const socket = connectTls({ host, port, ALPNProtocols: ['h2'], ...name, ...options });
    let isAgreed = false;
    socket.setTimeout(stepTimeoutMs, () => {
      finish(isAgreed ? undefined : new Error('No TLS handshake in time'));
    });
    socket.once('secureConnect', () => {
      // A server of TLS 1.3 refuses a certificate after that.
      isAgreed = true;
      socket.setTimeout(refusalMs);
    });
    socket.once('data', () => {
      finish(undefined);
    });
    socket.on('error', finish);
    socket.once('close', () => {
      finish(new Error('The connection was closed'));
    });
    return () => {
      socket.destroy();
    };
  });
}

async function reach({ host, port }: Target): Promise<Result> {
  return settle((finish) => {
    const socket = connectTcp({ host, port });
    socket.setTimeout(stepTimeoutMs, () => {
      finish({ outcome: 'silent', detail: `no answer within ${stepTimeoutMs} ms` });
    });
    socket.once('connect', () => {
      finish({ outcome: 'ok', detail: '' });
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      const isRefused = error.code === 'ECONNREFUSED' || error.code === 'ECONNRESET';
      finish({ outcome: isRefused ? 'refused' : 'silent', detail: errorText(error) });
    });
    return () => {
      socket.destroy();
    };
  });
}

/** Whether the peer begins as HTTP/2 does. */
async function answersHttp2(
  { host, port }: Target,
  tls: ConnectionSettings['tls'],
): Promise<boolean> {
  const scheme = tls === undefined || tls === false ? 'http' : 'https';
  const name = isIP(host) === 6 ? `[${host}]` : host;
  return settle((finish) => {
    const session = connectHttp2(`${scheme}://${name}:${port}`, tlsOptions(tls));
    session.setTimeout(stepTimeoutMs, () => {
      finish(false);
    });
    session.once('remoteSettings', () => {
      finish(true);
    });
    session.once('close', () => {
      finish(false);
    });
    session.on('error', () => {
      finish(false);
    });
    return () => {
      session.destroy();
    };
  });
}

/** The first result; what was opened is closed then. */
async function settle<Value>(open: (finish: (value: Value) => void) => () => void): Promise<Value> {
  const { promise, resolve } = Promise.withResolvers<Value>();
  const close = open(resolve);
  try {
    return await promise;
  } finally {
    close();
  }
}

function tlsOptions(tls: ConnectionSettings['tls']): ConnectionOptions {
  if (tls === undefined || typeof tls === 'boolean') return {};
  const { ca, cert, key, serverName }: WeirTls = tls;
  return {
    ...(ca === undefined ? undefined : { ca }),
    ...(cert === undefined ? undefined : { cert }),
    ...(key === undefined ? undefined : { key }),
    ...(serverName === undefined ? undefined : { servername: serverName }),
  };
}

/** An address that `Weir` has taken: its last colon stands before the port. */
function toTarget(address: string): Target {
  const end = address.lastIndexOf(':');
  const host = address.slice(0, end).replace(/^\[(.*)\]$/, '$1');
  return { host, port: Number(address.slice(end + 1)) };
}
