import { defineConfig, logLevels, option, transportOptions } from '@weir/runtime';

/** What a gateway can be told, by flag or environment variable. */
export const gatewayConfig = defineConfig({
  controllers: option.list({
    env: 'WEIR_CONTROLLERS',
    default: ['127.0.0.1:7410'],
    meaning: 'Addresses of the controllers',
  }),
  listenHost: option.string({
    env: 'WEIR_LISTEN_HOST',
    default: '127.0.0.1',
    meaning: 'Address to listen on',
  }),
  port: option.integer({
    env: 'WEIR_PORT',
    default: 7440,
    min: 0,
    max: 65_535,
    meaning: 'Port for gRPC and HTTP; 0 takes a free one',
  }),
  opsPort: option.integer({
    env: 'WEIR_OPS_PORT',
    default: 7441,
    min: 0,
    max: 65_535,
    meaning: 'Port for metrics and probes; 0 takes a free one',
  }),
  drainDelayMs: option.integer({
    env: 'WEIR_DRAIN_DELAY_MS',
    default: 5_000,
    min: 0,
    max: 600_000,
    meaning: 'How long POST /drain goes on serving, not ready, until load balancers have noticed',
  }),
  drainGraceMs: option.integer({
    env: 'WEIR_DRAIN_GRACE_MS',
    default: 10_000,
    min: 0,
    max: 600_000,
    meaning: 'How long running calls may take to end when the gateway is told to stop',
  }),
  allowedOrigins: option.list({
    env: 'WEIR_HTTP_ALLOWED_ORIGINS',
    default: [],
    meaning:
      'Origins of web pages that may use the HTTP interface beside its own, such as https://a.example',
  }),
  hasConsole: option.boolean({
    env: 'WEIR_CONSOLE',
    default: true,
    meaning: 'Whether the console is served at /console/',
  }),
  isHttpReadOnly: option.boolean({
    env: 'WEIR_HTTP_READ_ONLY',
    default: false,
    meaning: 'Whether HTTP requests that change anything are refused, those of the console as well',
  }),
  maxConnectionAgeMs: option.integer({
    env: 'WEIR_MAX_CONNECTION_AGE_MS',
    default: 1_800_000,
    min: 0,
    max: 86_400_000,
    meaning: 'Age at which a gRPC connection is told to go, so that clients spread anew; 0: never',
  }),
  maxConnectionAgeGraceMs: option.integer({
    env: 'WEIR_MAX_CONNECTION_AGE_GRACE_MS',
    default: 60_000,
    min: 0,
    max: 86_400_000,
    meaning: 'How long calls on a connection that was told to go may go on',
  }),
  ...transportOptions,
  logLevel: option.enumeration({
    env: 'WEIR_LOG_LEVEL',
    default: 'info',
    values: logLevels,
    meaning: 'Least severe level that is logged',
  }),
});
