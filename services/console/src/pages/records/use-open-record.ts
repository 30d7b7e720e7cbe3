import { useEffect, useState } from 'preact/hooks';
import { ApiError, isAbort, toApiError } from '../../api/api-error.ts';
import { api, apiPath } from '../../api/client.ts';
import { useQuery } from '../../router/use-query.ts';
import type { BrowsePage } from './browse-session.ts';
import { parseRecordId } from './record-json.ts';
import { RecordEntry, type RecordRow } from './record-row.ts';

/** The record that is open; the address names it. */
export interface OpenRecord {
  readonly id: string | undefined;
  /** Undefined while it is fetched. */
  readonly row: RecordRow | undefined;
  readonly error: ApiError | undefined;
  readonly open: (entry: RecordEntry) => void;
  readonly close: () => void;
}

/** Opens a record of a topic; one that only the address names is fetched. */
export function useOpenRecord(topic: string): OpenRecord {
  const [id, setId] = useQuery('record');
  const [row, setRow] = useState<RecordRow>();
  const [error, setError] = useState<ApiError>();
  useEffect(() => {
    setError(undefined);
    if (id === '' || row?.id === id) return undefined;
    const controller = new AbortController();
    const load = async () => {
      try {
        setRow(await fetchRow(topic, id, controller.signal));
      } catch (thrown) {
        if (!isAbort(thrown)) setError(toApiError(thrown));
      }
    };
    void load();
    return () => {
      controller.abort();
    };
  }, [id]);
  return {
    id: id === '' ? undefined : id,
    row: row?.id === id ? row : undefined,
    error,
    open: (entry) => {
      setRow(entry.row);
      setId(entry.row.id);
    },
    close: () => {
      setId('');
    },
  };
}

async function fetchRow(topic: string, id: string, signal: AbortSignal): Promise<RecordRow> {
  const place = parseRecordId(id);
  if (place === undefined) {
    throw notThere(`The address names the record "${id}", wanted is PARTITION-OFFSET`);
  }
  const { partition, offset } = place;
  const bounds = { order: 'oldest', fromOffset: offset, toOffset: offset + 1, limit: 1 };
  const query = { partition, ...bounds };
  const page = await api.get<BrowsePage>(apiPath`/v1/topics/${topic}/browse`, { query, signal });
  const [record] = page.records;
  if (record === undefined) {
    throw notThere(`Partition ${partition} has no record at offset ${offset} any more, or not yet`);
  }
  return RecordEntry.ofRecord(record).row;
}

function notThere(message: string): ApiError {
  return new ApiError(message, { code: 'OFFSET_OUT_OF_RANGE', status: 404 });
}
