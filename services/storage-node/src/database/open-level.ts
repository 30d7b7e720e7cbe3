import type { Buffer } from 'node:buffer';
import { readdir, rename } from 'node:fs/promises';

import { WeirError } from '@weir/core';
import { Level } from 'level';

import type { KeyRange } from './keys.ts';

/** LevelDB with bytes for keys and values. */
export type BytesLevel = Level<Buffer, Buffer>;

/**
 * Where an open database came from. `repaired`: it was damaged, entries may be missing or old.
 * `replaced`: it was beyond repair, moved aside, and this one is empty.
 */
export type DatabaseOrigin = 'created' | 'opened' | 'repaired' | 'replaced';

/** An open database. */
export interface OpenedLevel {
  readonly level: BytesLevel;
  readonly origin: DatabaseOrigin;
}

// `level` in Node is `classic-level`, whose types it narrows.
const { repair } = Level as unknown as { readonly repair: (location: string) => Promise<void> };

/** One of LevelDB's properties, such as `leveldb.stats`; undefined while it is not open. */
export function propertyOf(level: BytesLevel, name: string): string | undefined {
  if (level.status !== 'open') return undefined;
  return (level as unknown as { getProperty(property: string): string }).getProperty(name);
}

/** Opens an existing, sound database, or creates one where there is none. */
export async function openLevel(location: string): Promise<BytesLevel> {
  const level: BytesLevel = new Level(location, {
    keyEncoding: 'buffer',
    valueEncoding: 'buffer',
  });
  try {
    await level.open();
    return level;
  } catch (error) {
    await level.close();
    throw isLocked(error) ? inUse(location, error) : error;
  }
}

/**
 * Opens a database in whatever state it is; `DATA_DIRECTORY_IN_USE` when another has it open. One in
 * which `vital` cannot be read from end to end is damaged too, though LevelDB opens it.
 */
export async function openOrRepairLevel(location: string, vital: KeyRange): Promise<OpenedLevel> {
  const files = await filesIn(location);
  const isThere = files.includes('CURRENT');
  const hasRemains = files.some((name) => /^MANIFEST-|\.(?:ldb|sst|log)$/.test(name));
  // Without CURRENT LevelDB would start afresh and remove the rest as obsolete.
  if (!isThere && hasRemains) return repairLevel(location);
  try {
    const level = await openLevel(location);
    await readThrough(level, vital);
    return { level, origin: isThere ? 'opened' : 'created' };
  } catch (error) {
    if (!isDamage(error)) throw error;
    return repairLevel(location);
  }
}

async function readThrough(level: BytesLevel, range: KeyRange): Promise<void> {
  try {
    const iterator = level.iterator(range);
    let entries;
    do {
      entries = await iterator.nextv(1000);
    } while (entries.length > 0);
    await iterator.close();
  } catch (error) {
    await level.close();
    throw error;
  }
}

async function repairLevel(location: string): Promise<OpenedLevel> {
  try {
    await repair(location);
    return { level: await openLevel(location), origin: 'repaired' };
  } catch (error) {
    if (isLocked(error)) throw inUse(location, error);
    if (!isDamage(error)) throw error;
    await rename(location, `${location}.damaged-${Date.now()}`);
    return { level: await openLevel(location), origin: 'replaced' };
  }
}

async function filesIn(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

function isLocked(error: unknown): boolean {
  return hasCode(error, 'LEVEL_LOCKED');
}

function isDamage(error: unknown): boolean {
  // Repair needs the file names that it finds, so LevelDB reports a missing one as a plain I/O error.
  return (
    hasCode(error, 'LEVEL_CORRUPTION') || hasMessage(error, /No such file|not a sstable|corrupt/i)
  );
}

function inUse(location: string, cause: unknown): WeirError {
  return new WeirError('DATA_DIRECTORY_IN_USE', `Database ${location} is open elsewhere`, {
    cause,
  });
}

function hasCode(error: unknown, code: string): boolean {
  if (!(error instanceof Error)) return false;
  return ('code' in error && error.code === code) || hasCode(error.cause, code);
}

function hasMessage(error: unknown, pattern: RegExp): boolean {
  return (
    error instanceof Error && (pattern.test(error.message) || hasMessage(error.cause, pattern))
  );
}
