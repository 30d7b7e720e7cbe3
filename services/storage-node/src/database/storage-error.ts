import { WeirError } from '@weir/core';

const fullCodes = new Set(['ENOSPC', 'EDQUOT']);
// LevelDB hands the system's message on, without its code.
const fullMessages = ['No space left on device', 'Disk quota exceeded'];

/** Whether the error, or what caused it, says that the disk or the quota is full. */
export function isStorageFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof WeirError) return error.code === 'STORAGE_FULL';
  if ('code' in error && fullCodes.has(String(error.code))) return true;
  return fullMessages.some((text) => error.message.includes(text)) || isStorageFull(error.cause);
}

const exhaustedCodes = new Set(['EMFILE', 'ENFILE', 'ENOMEM', 'EAGAIN']);

/** Whether the system has run out of descriptors or memory: that says nothing about the disk. */
export function isOutOfResources(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && exhaustedCodes.has(String(error.code))) return true;
  return isOutOfResources(error.cause);
}

/** The error of a failed disk operation: `STORAGE_FULL` for a full disk, else `STORAGE_ERROR`. */
export function toStorageError(action: string, error: unknown): WeirError {
  if (error instanceof WeirError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return isStorageFull(error)
    ? new WeirError('STORAGE_FULL', `Disk is full: ${action} failed: ${reason}`, { cause: error })
    : new WeirError('STORAGE_ERROR', `${action} failed: ${reason}`, { cause: error });
}
