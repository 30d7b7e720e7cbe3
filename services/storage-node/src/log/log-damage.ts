/**
 * What is in a log's files is not what was written there. The replica is copied anew: nothing else
 * would bring it back. Errors of the disk itself are the system's.
 */
export class LogDamage extends Error {
  override readonly name = 'LogDamage';
}
