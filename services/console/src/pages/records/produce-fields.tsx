import type { ComponentChildren } from 'preact';
import { Field } from '../../components/field.tsx';
import { Icon } from '../../components/icon.tsx';
import { Select } from '../../components/select.tsx';
import { TextInput } from '../../components/text-input.tsx';
import type { ProduceForm, Written, WrittenKind } from './produce-form.ts';

interface FieldsProps {
  readonly form: ProduceForm;
  /** By the names of controls. */
  readonly problems: ReadonlyMap<string, string>;
  readonly onChange: (form: ProduceForm) => void;
}

const kinds: readonly (readonly [WrittenKind, string])[] = [
  ['text', 'Text'],
  ['json', 'JSON'],
  ['base64', 'Base64'],
  ['hex', 'Hex'],
];

/** The controls that a record is written in. */
export function ProduceFields(props: FieldsProps) {
  const { form, problems, onChange } = props;
  const change = (changes: Partial<ProduceForm>) => {
    onChange({ ...form, ...changes });
  };
  return (
    <>
      <PlaceFields {...props} />
      <WrittenField
        {...{ label: 'Key', written: form.key, none: 'No key', rows: 1 }}
        problem={problems.get('key')}
        onChange={(key) => {
          change({ key });
        }}
      />
      <WrittenField
        {...{ label: 'Value', written: form.value, none: 'null: a tombstone', rows: 8 }}
        problem={problems.get('value')}
        onChange={(value) => {
          change({ value });
        }}
      />
      <Headers {...props} />
    </>
  );
}

function PlaceFields({ form, problems, onChange }: FieldsProps) {
  return (
    <div class="fields">
      <Field label="Topic" problem={problems.get('topic')}>
        <TextInput
          value={form.topic}
          onInput={(topic) => {
            onChange({ ...form, topic });
          }}
        />
      </Field>
      <Field label="Partition" problem={problems.get('partition')}>
        <TextInput
          type="number"
          placeholder="Auto: the key decides"
          value={form.partition}
          onInput={(partition) => {
            onChange({ ...form, partition });
          }}
        />
      </Field>
      <Field label="Written when">
        <Select
          value={form.acks}
          options={[
            ['all', 'all in-sync replicas have it'],
            ['leader', 'the leader has it'],
            ['none', 'nobody is asked'],
          ]}
          onChange={(acks) => {
            onChange({ ...form, acks });
          }}
        />
      </Field>
    </div>
  );
}

/** A key or a value: its kind, and its text under it. */
function WrittenField(props: {
  readonly label: string;
  readonly written: Written;
  /** Of the kind that stands for no bytes at all. */
  readonly none: string;
  readonly rows: number;
  readonly problem: string | undefined;
  readonly onChange: (written: Written) => void;
}) {
  const { label, written, none, rows, problem, onChange } = props;
  return (
    <div class="written-field">
      <KindSelect label={`${label} as`} none={none} written={written} onChange={onChange} />
      <Field label={label} problem={problem}>
        <textarea
          rows={rows}
          spellcheck={false}
          disabled={written.kind === 'null'}
          placeholder={written.kind === 'null' ? none : 'Empty'}
          value={written.kind === 'null' ? '' : written.text}
          onInput={({ currentTarget: { value } }) => {
            onChange({ ...written, text: value });
          }}
        />
      </Field>
    </div>
  );
}

function KindSelect(props: {
  readonly label: string;
  readonly none: string;
  readonly written: Written;
  readonly onChange: (written: Written) => void;
}) {
  const { label, none, written, onChange } = props;
  return (
    <Select
      label={label}
      value={written.kind}
      options={[...kinds, ['null', none]]}
      onChange={(kind) => {
        onChange({ ...written, kind });
      }}
    />
  );
}

function Headers({ form, problems, onChange }: FieldsProps) {
  const { headers } = form;
  const set = (next: ProduceForm['headers']) => {
    onChange({ ...form, headers: next });
  };
  const change = (index: number, changes: Partial<ProduceForm['headers'][number]>) => {
    set(headers.map((header, at) => (at === index ? { ...header, ...changes } : header)));
  };
  return (
    <fieldset class="produce-headers">
      <legend class="field-label">Headers</legend>
      {headers.map((header, index) => (
        <HeaderRow
          key={index}
          header={header}
          number={index + 1}
          problem={problems.get(`headers.${index}`)}
          onChange={(changes) => {
            change(index, changes);
          }}
          onRemove={() => {
            set(headers.filter((_, at) => at !== index));
          }}
        />
      ))}
      <Note>{problems.get('headers')}</Note>
      <button
        type="button"
        class="button button-small"
        onClick={() => {
          set([...headers, { name: '', kind: 'text', text: '' }]);
        }}
      >
        <Icon name="plus" /> Add a header
      </button>
    </fieldset>
  );
}

function HeaderRow(props: {
  readonly header: ProduceForm['headers'][number];
  readonly number: number;
  readonly problem: string | undefined;
  readonly onChange: (changes: Partial<ProduceForm['headers'][number]>) => void;
  readonly onRemove: () => void;
}) {
  const { header, number, problem, onChange, onRemove } = props;
  return (
    <>
      <div class="produce-header">
        <TextInput
          label={`Name of header ${number}`}
          placeholder="Name"
          value={header.name}
          onInput={(name) => {
            onChange({ name });
          }}
        />
        <TextInput
          label={`Value of header ${number}`}
          placeholder={header.kind === 'null' ? 'null' : 'Value'}
          isDisabled={header.kind === 'null'}
          value={header.kind === 'null' ? '' : header.text}
          onInput={(text) => {
            onChange({ text });
          }}
        />
        <KindSelect
          label={`Header ${number} as`}
          none="null"
          written={header}
          onChange={({ kind }) => {
            onChange({ kind });
          }}
        />
        <button
          type="button"
          class="icon-button"
          aria-label={`Remove header ${number}`}
          title="Remove"
          onClick={onRemove}
        >
          <Icon name="close" />
        </button>
      </div>
      <Note>{problem}</Note>
    </>
  );
}

function Note({ children }: { readonly children: ComponentChildren }) {
  if (children === undefined) return null;
  return (
    <p class="field-hint problem" role="alert">
      {children}
    </p>
  );
}
