import { Icon } from '../../components/icon.tsx';
import { saveRecords } from './export-records.ts';
import type { RecordEntry } from './record-row.ts';

/** Downloads the records that are shown. */
export function SaveButtons(props: {
  readonly topic: string;
  readonly entries: readonly RecordEntry[];
}) {
  const { topic, entries } = props;
  const save = (format: 'ndjson' | 'csv') => {
    saveRecords(
      topic,
      entries.map(({ record }) => record),
      format,
    );
  };
  const isNone = entries.length === 0;
  return (
    <>
      <button
        type="button"
        class="button button-small"
        disabled={isNone}
        title="Download the records shown, one JSON object a line"
        onClick={() => {
          save('ndjson');
        }}
      >
        <Icon name="download" /> NDJSON
      </button>
      <button
        type="button"
        class="button button-small"
        disabled={isNone}
        title="Download the records shown as CSV"
        onClick={() => {
          save('csv');
        }}
      >
        <Icon name="download" /> CSV
      </button>
    </>
  );
}
