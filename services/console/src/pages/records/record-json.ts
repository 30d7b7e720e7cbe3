/** A record as the gateway writes it; what is not UTF-8 is base64 and named in `base64`. */
export interface RecordJson {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** Unix milliseconds. */
  readonly timestampMs: number;
  /** null: no key. */
  readonly key: string | null;
  /** null: a tombstone. */
  readonly value: string | null;
  readonly headers: readonly { readonly key: string; readonly value: string | null }[];
  /** `key`, `value`, `headers.0`, … */
  readonly base64?: readonly string[];
}

/** Names a record within its topic, in addresses and as the key of a row: `2-1041`. */
export function recordId({ partition, offset }: Pick<RecordJson, 'partition' | 'offset'>): string {
  return `${partition}-${offset}`;
}

/** The partition and offset that `recordId` wrote; undefined for other text. */
export function parseRecordId(
  id: string,
): { readonly partition: number; readonly offset: number } | undefined {
  const match = /^(?<partition>\d{1,10})-(?<offset>\d{1,16})$/.exec(id);
  const partition = Number(match?.groups?.['partition']);
  const offset = Number(match?.groups?.['offset']);
  return Number.isSafeInteger(partition) && Number.isSafeInteger(offset)
    ? { partition, offset }
    : undefined;
}
