export {
  type AccessRequest,
  type AclOperation,
  type AclRule,
  clusterResource,
  isAllowed,
  type Resource,
  type ResourceType,
} from './acl.ts';
export {
  type Brand,
  type GroupId,
  type LeaderEpoch,
  type MemberId,
  type NodeEpoch,
  type NodeId,
  noProducerId,
  type Offset,
  type PartitionEpoch,
  type ProducerId,
  toLeaderEpoch,
  toMemberId,
  toNodeEpoch,
  toNodeId,
  toOffset,
  toPartitionEpoch,
  toProducerId,
  toTopicId,
  type TopicId,
  type TopicName,
} from './brand.ts';
export { type Clock, sleep, type Timer } from './clock.ts';
export { type Codec, codecs, compress, compressAsync, decompress } from './compression.ts';
export {
  fromRecordJson,
  type LocatedRecord,
  type RecordJson,
  type RecordPayload,
  toRecordJson,
} from './record-json.ts';
export { crc32 } from './crc32.ts';
export {
  defaultMinInsyncReplicas,
  type ElectionQuorum,
  electionQuorum,
  electionQuorumWarning,
} from './election-quorum.ts';
export { type ErrorCode, isErrorCode, type Recovery, recoveryByErrorCode } from './error-code.ts';
export { isInternalGroup, toGroupId } from './group-id.ts';
export { defaultShardCount, shardForGroup } from './hash-shard.ts';
export { invariant, InvariantViolation } from './invariant.ts';
export { LogRecord, type LogRecordHeader, type RecordHeader } from './log-record.ts';
export { ManualClock } from './manual-clock.ts';
export { murmur2, positiveMurmur2 } from './murmur2.ts';
export { nearestName } from './nearest-name.ts';
export { checkPartition, partitionForKey, StickyRoundRobin } from './partitioner.ts';
export { nextSequence } from './producer-sequence.ts';
export { ProtobufReader } from './protobuf-reader.ts';
export {
  bytesField,
  fieldSize,
  numberSize,
  stringField,
  writeBytes,
  writeLength,
  writeNumber,
} from './protobuf-fields.ts';
export {
  tagOf,
  varintSize,
  wireType,
  writeFixed32,
  writeFixed64,
  writeVarint,
  zigzag,
} from './protobuf-writer.ts';
export { type Random, systemRandom } from './random.ts';
export { readRecords, type ReadRecordsOptions } from './read-records.ts';
export {
  RecordBatchBuilder,
  type RecordBatchBuilderOptions,
  type RecordBatchBuildOptions,
} from './record-batch-builder.ts';
export {
  decodeRecordBatch,
  encodeRecordBatch,
  type RecordBatch,
  type RecordBatchHeader,
  verifyCrc,
} from './record-batch-header.ts';
export {
  maxRecordBatchHeaderSize,
  type RecordBatchFields,
  type TimestampType,
} from './record-batch-layout.ts';
export {
  canonicalizeRecordBatch,
  isCanonical,
  peekBaseOffset,
  peekLeaderEpoch,
  peekRecordCount,
  setLogAppendTime,
  stampRecordBatch,
} from './record-batch-stamp.ts';
export {
  decodeRecordSet,
  type RecordCursor,
  RecordSet,
  type RecordSetContext,
} from './record-set.ts';
export {
  maxRecordBatchBytes,
  type RecordBytes,
  RecordSetBuilder,
  type RecordSetBuilderOptions,
} from './record-set-builder.ts';
export { SeededRandom } from './seeded-random.ts';
export {
  type CommitPolicy,
  type FlushPolicy,
  type TopicConfig,
  type TopicConfigContext,
  type TopicConfigDefinition,
  topicConfigDefinitions,
} from './topic-config-table.ts';
export { formatTopicConfig, parseTopicConfigs } from './topic-config.ts';
export {
  internalNamePrefix,
  isInternalTopic,
  offsetsTopicName,
  toTopicName,
} from './topic-name.ts';
export { TopicPattern } from './topic-pattern.ts';
export { userNameProblem } from './user-name.ts';
export { Wakeup } from './wakeup.ts';
export { isRetriable, toWeirError, WeirError, type WeirErrorOptions } from './weir-error.ts';
