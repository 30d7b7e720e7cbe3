import { type Clock, WeirError } from '@weir/core';
import type { ChannelPool } from '../channel-pool.ts';
import type { Logger } from '../logger.ts';
import type { Metrics } from '../metrics.ts';
import { AccessRules } from './access-rules.ts';
import { type AdminKeys, parseAdminKeys } from './admin-keys.ts';
import { ApiKeyAuthenticator } from './api-key-authenticator.ts';
import { AuditLog, type AuditSink } from './audit-log.ts';
import { AuthenticatingGate } from './authenticating-gate.ts';
import { Authenticators } from './authenticators.ts';
import { CallAudit } from './call-audit.ts';
import { unrestrictedCaller } from './caller.ts';
import { parseClusterSecrets } from './cluster-secrets.ts';
import { adminPrincipal } from './identity.ts';
import { JwtAuthenticator } from './jwt-authenticator.ts';
import { type JwtKeys, jwtKeysOfFile, jwtKeysOfUrl } from './jwt-keys.ts';
import { Quotas } from './quotas.ts';
import { Revision } from './revision.ts';
import type { SecurityGate } from './security-gate.ts';
import { SecurityMetrics } from './security-metrics.ts';
import type { SecurityConfig } from './security-options.ts';
import { securityProblems } from './security-problems.ts';
import { SecurityView } from './security-view.ts';
import { SecurityWatcher } from './security-watcher.ts';
import { ServiceTokens } from './service-tokens.ts';
import { WatchedFile } from './watched-file.ts';

/** What the security of a process is made with. */
export interface CreateSecurityOptions {
  /** Name of the service: `coordinator`. */
  readonly service: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics?: Metrics;
}

/** Where a process learns who may do what. */
export interface FollowOptions {
  readonly channels: ChannelPool;
  /** `host:port` of the controllers; asked for again at each attempt. */
  readonly controllers: () => readonly string[];
}

/** Who may do what in one process, and who it is itself. */
export interface Security {
  /** Who is asked who they are. */
  readonly mode: SecurityConfig['auth'];
  /** For each `RpcServer`. */
  readonly server: { readonly security: SecurityGate };
  /** For each `ChannelPool`: empty without a cluster secret. */
  readonly channels: { readonly authorization?: () => string | Promise<string> };
  /** For a client of the cluster within this process: empty without a cluster secret. */
  readonly client: { readonly credentials?: { readonly token: () => string | Promise<string> } };
  /** What the process knows; a controller and whoever keeps a copy feed it. */
  readonly view: SecurityView;
  /**
   * For the `RpcServer` of a service whose changes and refusals are kept in a list, in place of `server`.
   * `sink` gets lines until `stop` has ended.
   */
  keepAudit(sink: AuditSink): { readonly security: SecurityGate };
  /** Whether callers can be judged: nobody is asked, or it was heard who may do what. */
  readonly isReady: () => boolean;
  /** Keeps the view current from the controllers, until `stop`. */
  follow(options: FollowOptions): void;
  /** Ends what was begun; the audit log is then complete. */
  stop(): Promise<void>;
}

/** Security as the config asks for it; `INVALID_CONFIG` lists every contradiction at once. */
export async function createSecurity(
  config: SecurityConfig,
  options: CreateSecurityOptions,
): Promise<Security> {
  const problems = securityProblems(config);
  if (problems.length > 0) throw new WeirError('INVALID_CONFIG', problems.join('; '));
  return new SecurityParts(config, options).build();
}

/** The parts of a process's security while they are put together, and what has to be stopped. */
class SecurityParts {
  readonly #config: SecurityConfig;
  readonly #options: CreateSecurityOptions;
  readonly #view = new SecurityView();
  readonly #revision = new Revision();
  readonly #audits: AuditLog[] = [];
  readonly #metrics: SecurityMetrics | undefined;
  readonly #stops: (() => Promise<void>)[] = [];

  constructor(config: SecurityConfig, options: CreateSecurityOptions) {
    this.#config = config;
    this.#options = options;
    this.#metrics = options.metrics === undefined ? undefined : SecurityMetrics.of(options.metrics);
    this.#view.onChange(() => {
      this.#revision.advance();
    });
  }

  async build(): Promise<Security> {
    try {
      const services = await this.#services();
      const isAsking = services !== undefined && this.#config.auth !== 'prepare';
      const gateWith = isAsking ? await this.#asking(services) : openGateWith;
      const isNeeded = services !== undefined;
      return {
        mode: this.#config.auth,
        server: { security: gateWith(this.#newAudit()) },
        keepAudit: (sink) => ({ security: gateWith(this.#newAudit(sink)) }),
        channels: isNeeded ? { authorization: services.authorization } : {},
        client: isNeeded ? { credentials: { token: services.token } } : {},
        view: this.#view,
        isReady: () => !isAsking || this.#view.isLoaded,
        follow: (options) => {
          if (isNeeded) this.#follow(options);
        },
        stop: () => this.#stop(),
      };
    } catch (error) {
      await this.#stop();
      throw error;
    }
  }

  #newAudit(sink?: AuditSink): AuditLog {
    const path = this.#config.auditLogFile;
    const audit = new AuditLog({ ...this.#options, path, refusals: this.#metrics, sink });
    this.#audits.push(audit);
    return audit;
  }

  async #services(): Promise<ServiceTokens | undefined> {
    const { clusterSecret, clusterSecretFile } = this.#config;
    const { service, clock, logger } = this.#options;
    if (clusterSecretFile !== '') {
      const file = await this.#watch({
        path: clusterSecretFile,
        what: 'the file of cluster secrets',
        parse: parseClusterSecrets,
      });
      return new ServiceTokens({ service, clock, secrets: () => file.value });
    }
    if (clusterSecret !== '') {
      const secrets = parseClusterSecrets(clusterSecret);
      return new ServiceTokens({ service, clock, secrets: () => secrets });
    }
    logger.debug('Security is off: anybody who can connect may do everything');
    return undefined;
  }

  /** Makes gates that ask everybody, all with the same rules and quotas. */
  async #asking(services: ServiceTokens): Promise<(audit: AuditLog) => SecurityGate> {
    const { auth, superUsers } = this.#config;
    const { clock } = this.#options;
    const isRequired = auth === 'required';
    const view = this.#view;
    const apiKeys = new ApiKeyAuthenticator({ view, adminKeys: await this.#adminKeys() });
    const jwts = await this.#jwts();
    const shared = {
      isRequired,
      authenticators: new Authenticators({
        services,
        apiKeys,
        ...(jwts === undefined ? undefined : { jwts }),
      }),
      rules: new AccessRules({ view, revision: this.#revision, superUsers, isOpen: !isRequired }),
      quotas: new Quotas({ view, clock, observer: this.#metrics }),
      clock,
      isLoaded: () => view.isLoaded,
      certificateMayBeAdmin: this.#mayOthersBeAdmin(),
    };
    return (audit) => new AuthenticatingGate({ ...shared, audit });
  }

  async #adminKeys(): Promise<() => AdminKeys> {
    const { adminKeyFile } = this.#config;
    if (adminKeyFile === '') return () => new Map();
    const file = await this.#watch({
      path: adminKeyFile,
      what: 'the admin key file',
      parse: parseAdminKeys,
    });
    return () => file.value;
  }

  async #jwts(): Promise<JwtAuthenticator | undefined> {
    const keys = await this.#jwtKeys();
    if (keys === undefined) return undefined;
    const { jwtIssuer, jwtAudience, jwtClockSkewMs, jwtPrincipalClaim } = this.#config;
    const { clock, logger } = this.#options;
    this.#stops.push(() => keys.stop());
    if (jwtIssuer === '' || jwtAudience === '') {
      logger.warn(
        'Tokens of any issuer or audience are accepted: set WEIR_JWT_ISSUER and WEIR_JWT_AUDIENCE',
      );
    }
    const advance = (): void => {
      this.#revision.advance();
    };
    const jwts = new JwtAuthenticator({
      keys,
      rules: {
        issuer: jwtIssuer,
        audience: jwtAudience,
        clockSkewMs: jwtClockSkewMs,
        principalClaim: jwtPrincipalClaim,
        mayBeAdmin: this.#mayOthersBeAdmin(),
      },
      clock,
      onRevoked: advance,
    });
    // After the authenticator, so that it knows of the change when it is asked.
    keys.onChange(advance);
    return jwts;
  }

  async #jwtKeys(): Promise<JwtKeys | undefined> {
    const { jwtJwksFile, jwtJwksUrl } = this.#config;
    if (jwtJwksFile !== '') return jwtKeysOfFile(jwtJwksFile, this.#options);
    return jwtJwksUrl === '' ? undefined : jwtKeysOfUrl(jwtJwksUrl, this.#options);
  }

  async #watch<Value>(input: {
    readonly path: string;
    readonly what: string;
    readonly parse: (text: string) => Value;
  }): Promise<WatchedFile<Value>> {
    const file = await WatchedFile.open({ ...this.#options, ...input });
    file.onChange(() => {
      this.#revision.advance();
    });
    this.#stops.push(() => file.stop());
    return file;
  }

  #mayOthersBeAdmin(): boolean {
    return this.#config.superUsers.includes(adminPrincipal);
  }

  #follow({ channels, controllers }: FollowOptions): void {
    const watcher = new SecurityWatcher({
      ...this.#options,
      view: this.#view,
      channels,
      addresses: controllers,
    });
    watcher.start();
    this.#stops.push(() => watcher.stop());
  }

  async #stop(): Promise<void> {
    for (const stop of this.#stops.toReversed()) await stop();
    for (const audit of this.#audits) await audit.stop();
  }
}

function openGateWith(audit: AuditLog): SecurityGate {
  return { identify: () => unrestrictedCaller, audit: new CallAudit(audit) };
}
