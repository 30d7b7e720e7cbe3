import { Buffer } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';

import { type NodeId, WeirError } from '@weir/core';

import { nodeKey } from './keys.ts';
import type { NodeDatabase } from './node-database.ts';

/** Whose data a directory holds. */
export interface DirectoryIdentity {
  /** Null until the node has registered for the first time. */
  readonly clusterId: string | null;
  readonly nodeId: NodeId;
  /** A UUID; a new one when the directory is new or has forgotten its votes. */
  readonly directoryId: string;
}

/** An identity and whether the directory has forgotten what it had promised. */
export interface LoadedIdentity {
  readonly identity: DirectoryIdentity;
  readonly isAmnesiac: boolean;
}

const fileName = 'identity.json';
const identityKey = nodeKey('identity');

/**
 * Reads the identity from the database and from `identity.json` beside it, which must agree.
 *
 * The file outlives the database. Where the database was repaired, replaced or is empty beside a file,
 * votes may be lost: the directory then gets a new directory id, durable at once, and is `isAmnesiac`
 * (replication, 6.4 and 11.2). `INVALID_CONFIG` for another node's directory, `STORAGE_ERROR` for two
 * sources that disagree.
 */
export async function loadIdentity(
  path: string,
  database: NodeDatabase,
  nodeId: NodeId,
): Promise<LoadedIdentity> {
  const stored = parseIdentity((await database.get(identityKey))?.toString('utf8'));
  const filed = parseIdentity(await readOrUndefined(join(path, fileName)));
  checkOwner(path, nodeId, stored, filed);

  const isDamaged = database.origin === 'repaired' || database.origin === 'replaced';
  const isAmnesiac = isDamaged || (stored === undefined && filed !== undefined);
  // The file is written first, so it is never behind.
  const known = filed ?? stored;
  const identity = known === undefined || isAmnesiac ? renew(known, nodeId) : known;
  const isSaved = filed === identity && stored?.clusterId === identity.clusterId;
  if (!isSaved) await saveIdentity(path, database, identity);
  return { identity, isAmnesiac };
}

function renew(known: DirectoryIdentity | undefined, nodeId: NodeId): DirectoryIdentity {
  return { clusterId: known?.clusterId ?? null, nodeId, directoryId: randomUUID() };
}

/** Writes the identity to both places, durably: the file first, so that it never lags. */
export async function saveIdentity(
  path: string,
  database: NodeDatabase,
  identity: DirectoryIdentity,
): Promise<void> {
  const text = JSON.stringify(identity);
  await replaceFile(join(path, fileName), `${text}\n`);
  await syncDirectory(path);
  await database.put(identityKey, Buffer.from(text), { sync: true });
}

function checkOwner(
  path: string,
  nodeId: NodeId,
  stored: DirectoryIdentity | undefined,
  filed: DirectoryIdentity | undefined,
): void {
  for (const owner of [filed, stored]) {
    if (owner !== undefined && owner.nodeId !== nodeId) {
      throw anotherNode(path, owner.nodeId, nodeId);
    }
  }
  if (stored === undefined || filed === undefined) return;
  // A crash between the two writes leaves the database behind: not bound to the cluster yet.
  const isSameCluster = stored.clusterId === null || stored.clusterId === filed.clusterId;
  if (isSameCluster && stored.directoryId === filed.directoryId) return;
  throw new WeirError(
    'STORAGE_ERROR',
    `Data directory ${path} holds parts of two: ${fileName} says cluster ${filed.clusterId} ` +
      `directory ${filed.directoryId}, its database cluster ${stored.clusterId} directory ` +
      stored.directoryId,
  );
}

function anotherNode(path: string, owner: NodeId, nodeId: NodeId): WeirError {
  return new WeirError(
    'INVALID_CONFIG',
    `Data directory ${path} belongs to node ${owner}, this is node ${nodeId}`,
  );
}

function parseIdentity(text: string | undefined): DirectoryIdentity | undefined {
  if (text === undefined) return undefined;
  try {
    const value = JSON.parse(text) as Partial<DirectoryIdentity> | null;
    if (typeof value?.nodeId !== 'number' || typeof value.directoryId !== 'string')
      return undefined;
    const { clusterId = null, nodeId, directoryId } = value;
    return { clusterId, nodeId, directoryId };
  } catch {
    return undefined;
  }
}

async function replaceFile(path: string, text: string): Promise<void> {
  const temporary = `${path}.new`;
  const file = await open(temporary, 'w');
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

async function readOrUndefined(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
