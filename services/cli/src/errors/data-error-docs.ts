import type { ErrorDoc } from './error-doc.ts';

const nothing = 'Nothing: clients go on by themselves.';

/** Errors of leaders, replicas, records and producers. */
export const dataErrorDocs = {
  NOT_LEADER_OR_FOLLOWER: {
    meaning: 'The node does not lead this partition, or holds no replica of it.',
    seenBy: 'producers and consumers, while leaderships move',
    remedy: nothing,
  },
  FENCED_LEADER_EPOCH: {
    meaning: 'The caller knows an older leader epoch than the node.',
    seenBy: 'producers, consumers and followers, after an election',
    remedy: nothing,
  },
  UNKNOWN_LEADER_EPOCH: {
    meaning: 'The caller knows a newer leader epoch than the node, which is about to learn of it.',
    seenBy: 'producers, consumers and followers, after an election',
    remedy: nothing,
  },
  LEADER_NOT_AVAILABLE: {
    meaning: 'The partition has no leader now.',
    seenBy: 'producers and consumers',
    remedy:
      'An election takes moments. If it stays so, weir topic describe TOPIC says why there is none; ' +
      'start the nodes that hold its replicas.',
  },
  REPLICA_NOT_AVAILABLE: {
    meaning: 'The replica is not on this node, or is not ready.',
    seenBy: 'followers, and callers while a node starts',
    remedy: 'Nothing, unless it stays so: weir cluster describe shows failed replicas.',
  },
  NOT_ENOUGH_REPLICAS: {
    meaning: 'Fewer replicas than min.insync.replicas are in sync. Nothing was appended.',
    seenBy: 'producers with acks=all',
    remedy:
      'Start the nodes that are down. weir topic list -o wide shows which topics are under their ' +
      'minimum.',
  },
  NOT_ENOUGH_REPLICAS_AFTER_APPEND: {
    meaning:
      'The leader appended the records, then fewer replicas than min.insync.replicas were in sync.',
    seenBy: 'producers with acks=all',
    remedy: 'Start the nodes that are down. Idempotent producers send again without duplicates.',
  },
  ELECTION_NOT_NEEDED: {
    meaning: 'The preferred replica leads already.',
    seenBy: 'whoever holds elections',
    remedy: 'Nothing: it is as it was wanted.',
  },
  PREFERRED_LEADER_NOT_AVAILABLE: {
    meaning: 'The preferred replica is down, or not in sync.',
    seenBy: 'whoever holds elections',
    remedy: 'Start its node, and wait until it is in sync.',
  },
  ELIGIBLE_LEADERS_NOT_AVAILABLE: {
    meaning: 'Too few of the replicas that may vote have answered: nobody can lead yet.',
    seenBy: 'whoever holds elections; the controller',
    remedy:
      'Start the nodes of its replicas. If they are lost for good, weir partition elect --unclean ' +
      'takes what there is, and loses what only they had.',
  },
  NO_REASSIGNMENT_IN_PROGRESS: {
    meaning: 'The partition is not being moved.',
    seenBy: 'whoever cancels moves',
    remedy: 'weir partition status shows what is being moved.',
  },
  REASSIGNMENT_IN_PROGRESS: {
    meaning: 'The partition is being moved.',
    seenBy: 'whoever moves partitions',
    remedy: 'Wait for it, or take it back with weir partition cancel.',
  },
  OFFSET_OUT_OF_RANGE: {
    meaning: 'The offset is below the start of the log, or above its end.',
    seenBy: 'consumers whose records were deleted, and whoever resets groups',
    remedy: 'Take an offset between both; earliest and latest always are.',
  },
  OFFSET_NOT_AVAILABLE: {
    meaning: 'A new leader does not know yet up to where records are committed.',
    seenBy: 'consumers, right after an election',
    remedy: nothing,
  },
  TRUNCATED_LOG: {
    meaning: 'The log lost records below the position of the consumer in an unclean election.',
    seenBy: 'consumers',
    remedy: 'Decide where to go on: weir group reset moves the group. What was lost stays lost.',
  },
  CORRUPT_BATCH: {
    meaning: 'The bytes of a batch of records do not match their checksum, or cannot be read.',
    seenBy: 'producers with a faulty encoder or memory; readers of a damaged replica',
    remedy:
      'A producer: look at its encoder. A reader: the node sets the replica aside and fetches it ' +
      'anew; look at its disk and log.',
  },
  RECORD_BATCH_TOO_LARGE: {
    meaning: 'A batch is above max.message.bytes, or above what the reader takes once unpacked.',
    seenBy: 'producers and consumers',
    remedy: 'Send smaller records or batches, or raise max.message.bytes of the topic.',
  },
  INVALID_RECORD: {
    meaning: 'The record is well formed, but its topic refuses it.',
    seenBy: 'producers',
    remedy: 'The message says what the topic wants.',
  },
  INVALID_TIMESTAMP: {
    meaning: 'The timestamp of a record is outside its limits.',
    seenBy: 'producers',
    remedy: 'Give Unix milliseconds, and check the clock of the machine.',
  },
  UNSUPPORTED_COMPRESSION: {
    meaning: 'The service or client does not know this compression.',
    seenBy: 'producers and consumers',
    remedy: 'Take gzip, zstd or none.',
  },
  OUT_OF_ORDER_SEQUENCE: {
    meaning: 'A batch of this producer is missing before this one.',
    seenBy: 'idempotent producers',
    remedy: 'Make a new producer. If it happens again, report it.',
  },
  DUPLICATE_SEQUENCE: {
    meaning: 'The batch was appended before, too long ago to say at which offset.',
    seenBy: 'idempotent producers',
    remedy: 'Nothing: the records are there once.',
  },
  INVALID_PRODUCER_EPOCH: {
    meaning: 'A newer instance of this named producer has registered.',
    seenBy: 'named producers',
    remedy: 'Run one instance for each name; this one has to end.',
  },
  UNKNOWN_PRODUCER_ID: {
    meaning: 'The partition knows nothing of this producer, which does not start at 0.',
    seenBy: 'idempotent producers whose records were all deleted',
    remedy: 'Make a new producer.',
  },
  PRODUCER_STATE_CHANGED: {
    meaning: 'An earlier instance of this named producer appended after its last offset was read.',
    seenBy: 'named producers',
    remedy: 'Read its last record again, and go on after it.',
  },
  DELIVERY_TIMED_OUT: {
    meaning: 'No acknowledgement came within the time that a record may take.',
    seenBy: 'producers',
    remedy: 'Look for what keeps the cluster: weir cluster describe. The record may be there.',
  },
  BUFFER_EXHAUSTED: {
    meaning: 'The buffer of the producer is full.',
    seenBy: 'producers that send faster than the cluster takes',
    remedy: 'Wait for acknowledgements before sending more, or give the producer more memory.',
  },
} as const satisfies Record<string, ErrorDoc>;
