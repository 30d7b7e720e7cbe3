import { type FieldPreview, previewField } from './decode/preview-field.ts';
import { fieldSize, headerFields, keyField, valueField } from './record-field.ts';
import { recordId, type RecordJson } from './record-json.ts';

/** A record as a table shows it. */
export interface RecordRow {
  readonly id: string;
  readonly record: RecordJson;
  readonly key: FieldPreview;
  readonly value: FieldPreview;
  /** Of the key, the value and the headers. */
  readonly sizeBytes: number;
}

/** A record, or its JSON, of which nothing is made before it is looked at. */
export class RecordEntry {
  readonly #json: string | undefined;
  #record: RecordJson | undefined;
  #row: RecordRow | undefined;

  private constructor(record: RecordJson | undefined, json: string | undefined) {
    this.#record = record;
    this.#json = json;
  }

  static ofRecord(record: RecordJson): RecordEntry {
    return new RecordEntry(record, undefined);
  }

  /** `json` is a record as the gateway writes it. */
  static ofJson(json: string): RecordEntry {
    return new RecordEntry(undefined, json);
  }

  get record(): RecordJson {
    this.#record ??= JSON.parse(this.#json ?? '{}') as RecordJson;
    return this.#record;
  }

  get row(): RecordRow {
    this.#row ??= toRow(this.record);
    return this.#row;
  }

  /** Characters that it holds, about. */
  get weight(): number {
    return this.#json?.length ?? this.row.sizeBytes;
  }
}

function toRow(record: RecordJson): RecordRow {
  const key = keyField(record);
  const value = valueField(record);
  const headers = headerFields(record);
  const headerBytes = headers.reduce(
    (sum, header) => sum + fieldSize({ text: header.name, isBase64: false }) + fieldSize(header),
    0,
  );
  return {
    id: recordId(record),
    record,
    key: previewField(key),
    value: previewField(value),
    sizeBytes: fieldSize(key) + fieldSize(value) + headerBytes,
  };
}
