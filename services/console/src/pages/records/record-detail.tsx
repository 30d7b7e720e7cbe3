import { useState } from 'preact/hooks';
import { CommandLine } from '../../components/command-line.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { Icon } from '../../components/icon.tsx';
import { saveFile } from '../../components/save-file.ts';
import { formatBytes } from '../../format/format-bytes.ts';
import { formatCount, formatCounted } from '../../format/format-count.ts';
import { formatTimeMs, formatUtc } from '../../format/format-time.ts';
import { type FormatChoice, FieldPanel } from './field-panel.tsx';
import { formatAgo } from './format-ago.ts';
import { ProduceAction, type Produced } from './produce-action.tsx';
import { formOf } from './produce-form.ts';
import { getRecordCommand } from './record-commands.ts';
import { fieldBytes, headerFields, keyField, valueField } from './record-field.ts';
import type { RecordJson } from './record-json.ts';
import type { RecordRow } from './record-row.ts';

/** More headers are not shown at once. */
const maxHeaders = 50;

/** One record: where it is, its key, value and headers, and what can be done with it. */
export function RecordDetail(props: {
  readonly row: RecordRow;
  readonly onClose: () => void;
  readonly onProduced: (produced: Produced) => void;
}) {
  const { row, onClose, onProduced } = props;
  const { record, sizeBytes } = row;
  const { topic, partition, offset, timestampMs } = record;
  const [choices, setChoices] = useState<Readonly<Record<string, FormatChoice>>>({});
  const choiceOf = (part: string) => ({
    choice: choices[part] ?? 'auto',
    onChoose: (choice: FormatChoice) => {
      setChoices({ ...choices, [part]: choice });
    },
  });
  return (
    <aside
      class="record-detail"
      aria-label="Record"
      onKeyDown={(event) => {
        // That of a dialog over it closes the dialog alone.
        const isInDialog =
          event.target instanceof Element && event.target.closest('dialog') !== null;
        if (event.key === 'Escape' && !isInDialog) onClose();
      }}
    >
      <header>
        <h2>
          Partition {partition} <span class="muted">·</span> Offset {offset}
        </h2>
        <span class="spacer" />
        <CopyButton text={() => JSON.stringify(record, undefined, 2)} label="Copy as JSON" />
        <button type="button" class="icon-button" aria-label="Close the record" onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      <dl class="facts">
        <dt>Time</dt>
        <dd>
          {formatTimeMs(timestampMs)}{' '}
          <span class="muted">{formatAgo(timestampMs, Date.now())}</span>
        </dd>
        <dt>UTC</dt>
        <dd>{formatUtc(timestampMs)}</dd>
        <dt>Size</dt>
        <dd>
          {formatBytes(sizeBytes)}{' '}
          <span class="muted">{formatCounted(sizeBytes, 'byte')}, with key and headers</span>
        </dd>
      </dl>
      <FieldPanel label="Key" field={keyField(record)} {...choiceOf('key')} />
      <FieldPanel
        label="Value"
        field={valueField(record)}
        {...choiceOf('value')}
        actions={record.value !== null && <DownloadValue record={record} />}
      />
      <HeaderList record={record} choiceOf={choiceOf} />
      <div class="record-actions">
        <ProduceAction
          key={`${topic}/${row.id}`}
          label="Produce again like this"
          makeForm={() => formOf(record)}
          onProduced={onProduced}
        />
      </div>
      <CommandLine command={getRecordCommand(record)} />
    </aside>
  );
}

function DownloadValue({ record }: { readonly record: RecordJson }) {
  const { topic, partition, offset } = record;
  return (
    <button
      type="button"
      class="icon-button"
      aria-label="Download the value"
      title="Download the value"
      onClick={() => {
        const bytes = fieldBytes(valueField(record));
        saveFile(`${topic}-${partition}-${offset}`, bytes, 'application/octet-stream');
      }}
    >
      <Icon name="download" />
    </button>
  );
}

function HeaderList(props: {
  readonly record: RecordJson;
  readonly choiceOf: (part: string) => {
    readonly choice: FormatChoice;
    readonly onChoose: (choice: FormatChoice) => void;
  };
}) {
  const { record, choiceOf } = props;
  const headers = headerFields(record);
  if (headers.length === 0) return <p class="muted">No headers</p>;
  return (
    <>
      {headers.slice(0, maxHeaders).map((header, index) => (
        <FieldPanel
          key={index}
          label={`Header ${header.name}`}
          field={header}
          {...choiceOf(`header ${header.name}`)}
        />
      ))}
      {headers.length > maxHeaders && (
        <p class="muted">
          {formatCount(headers.length - maxHeaders)} headers more: copy the record to see them
        </p>
      )}
    </>
  );
}
