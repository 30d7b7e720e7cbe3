export type { Drainer, DrainResult } from './answer-drain.ts';
export { type Authorization } from './authorize-calls.ts';
export { authContextOf } from './tls/auth-context-of.ts';
export { Backoff, type BackoffOptions, createBackoff } from './backoff.ts';
export type { CallContext } from './call-context.ts';
export { callUnary, type CallUnaryOptions } from './call-unary.ts';
export { ChannelPool, type ChannelPoolOptions } from './channel-pool.ts';
export { handleBidiStream, handleServerStream } from './handle-stream.ts';
export { handleUnary } from './handle-unary.ts';
export { bufferFlags } from './collect-buffers-young.ts';
export {
  type Config,
  type ConfigDefinition,
  type ConfigSources,
  defineConfig,
  describeConfig,
  loadConfig,
  loadConfigOrExit,
} from './load-config.ts';
export { joinAddress } from './join-address.ts';
export type { LocalCallOptions, UnaryMethod } from './local-call.ts';
export { createLogger, type Logger, type LogLevel, logLevels, silentLogger } from './logger.ts';
export { createMetadataHandlers } from './metadata-handlers.ts';
export { type MetadataChange, MetadataView, type WaitForOptions } from './metadata-view.ts';
export { MetadataWatcher, type MetadataWatcherOptions } from './metadata-watcher.ts';
export type { Counter, Gauge } from 'prom-client';
export {
  createMetrics,
  type MetricDescription,
  type Metrics,
  secondsBuckets,
  setTotal,
  unscrapedMetrics,
} from './metrics.ts';
export { openTransport, type Transport, transportOptions } from './open-transport.ts';
export { OpsServer, type OpsServerOptions } from './ops-server.ts';
export { option, type Option } from './option.ts';
export { encodePartitionError } from './encode-partition-error.ts';
export { isLeaderless, isUnderMinIsr, isUnderReplicated } from './partition-health.ts';
export { fromPartitionError } from './partition-error.ts';
export { type ProbeResult, probeTcp } from './probe-tcp.ts';
export { enlargeReceiveWindows, receiveWindowBytes } from './receive-windows.ts';
export { checkPartitionCount, checkRange, maxPartitionsPerRequest } from './request-limits.ts';
export {
  type Listening,
  type ListenOptions,
  RpcServer,
  type RpcServerOptions,
} from './rpc-server.ts';
export { runService, type RunningService, type ServiceContext } from './run-service.ts';
export { fromServiceError, toServiceError } from './service-error.ts';
export { settleUnary } from './settle-unary.ts';
export type { AuditLine, AuditSink } from './security/audit-log.ts';
export { type Caller, unrestrictedCaller, type Usage } from './security/caller.ts';
export { anonymous } from './security/identity.ts';
export { PacedRequests } from './security/paced-requests.ts';
export { encodeOnBehalfOf, onBehalfOfKey } from './security/on-behalf-of.ts';
export { overQuota } from './security/over-quota.ts';
export { pauseFor, restMs } from './security/pause-for.ts';
export { type IncomingCall, type SecurityGate } from './security/security-gate.ts';
export type { SecurityConfig } from './security/security-options.ts';
export { securityProblems } from './security/security-problems.ts';
export { SecurityView } from './security/security-view.ts';
export { SecurityWatcher } from './security/security-watcher.ts';
export {
  fromStoredSecurity,
  type StoredSecurity,
  toStoredSecurity,
} from './security/stored-security.ts';
export { isReserved, topicRefusal } from './security/topic-refusal.ts';
export { type HistogramSeries, type SeriesHistogram } from './series-histogram.ts';
export { splitAddress } from './split-address.ts';
export { statusByErrorCode, statusNameOf } from './status-by-error-code.ts';
export { systemClock } from './system-clock.ts';
export { type ChannelTls } from './tls/channel-credentials-of.ts';
export { type ServerTls } from './tls/server-tls.ts';
export { tlsProblems } from './tls/tls-problems.ts';
export { fixedTlsSource, type TlsMaterial, type TlsSource } from './tls/tls-source.ts';
export { writeWithBackpressure } from './write-with-backpressure.ts';
export { weirVersion } from './weir-version.ts';
export { CallSpan } from './tracing/call-span.ts';
export { currentTracer } from './tracing/current-tracer.ts';
export { carriesTrace, contextOfRecord, traceHeaders } from './tracing/record-context.ts';
