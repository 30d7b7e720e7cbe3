import { saveFile } from '../../components/save-file.ts';
import { toCsv } from '../../components/to-csv.ts';
import type { TableColumn } from '../../components/table-column.ts';
import { formatUtc } from '../../format/format-time.ts';
import type { RecordJson } from './record-json.ts';

const columns: readonly TableColumn<RecordJson>[] = [
  { id: 'topic', title: 'topic', value: ({ topic }) => topic },
  { id: 'partition', title: 'partition', value: ({ partition }) => partition },
  { id: 'offset', title: 'offset', value: ({ offset }) => offset },
  {
    ...{ id: 'time', title: 'time' },
    value: ({ timestampMs }) => formatUtc(timestampMs),
  },
  { id: 'key', title: 'key', value: ({ key }) => key },
  { id: 'value', title: 'value', value: ({ value }) => value },
  { id: 'headers', title: 'headers', value: ({ headers }) => JSON.stringify(headers) },
  { id: 'base64', title: 'base64', value: ({ base64 }) => base64?.join(' ') },
];

/** One JSON object a line, as the gateway writes and takes records. */
export function toNdjson(records: readonly RecordJson[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join('');
}

/** Gives the browser a file with these records. */
export function saveRecords(
  topic: string,
  records: readonly RecordJson[],
  format: 'ndjson' | 'csv',
): void {
  if (format === 'csv') saveFile(`${topic}.csv`, toCsv(records, columns), 'text/csv');
  else saveFile(`${topic}.ndjson`, toNdjson(records), 'application/x-ndjson');
}
