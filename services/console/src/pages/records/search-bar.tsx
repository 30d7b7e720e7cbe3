import { useState } from 'preact/hooks';
import { Field } from '../../components/field.tsx';
import { TextInput } from '../../components/text-input.tsx';
import { Toggle } from '../../components/toggle.tsx';
import { searchProblem } from './match-record.ts';
import { isSearch, type RecordQuery, searchedFields } from './record-query.ts';

type Wanted = Pick<
  RecordQuery,
  'text' | 'fields' | 'key' | 'header' | 'jsonField' | 'isRegex' | 'isCaseSensitive'
>;

const nothing: Wanted = {
  ...{ text: '', fields: searchedFields, key: '', header: '', jsonField: '' },
  ...{ isRegex: false, isCaseSensitive: false },
};

/** What is looked for in the records; it is searched for when one says so. */
export function SearchBar(props: {
  readonly query: RecordQuery;
  /** While a tail is live. */
  readonly isLocked: boolean;
  readonly onSearch: (wanted: Partial<RecordQuery>) => void;
}) {
  const { query, isLocked, onSearch } = props;
  const [draft, setDraft] = useState<Wanted>(query);
  const [isOpen, setOpen] = useState(query.key + query.header + query.jsonField !== '');
  const change = (changes: Partial<Wanted>) => {
    setDraft({ ...draft, ...changes });
  };
  const problem = searchProblem({ ...query, ...draft });
  return (
    <form
      class="search-bar"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        if (problem === undefined) onSearch(draft);
      }}
    >
      <fieldset disabled={isLocked}>
        <TextInput
          type="search"
          label="Search records"
          placeholder={draft.isRegex ? 'Search by a pattern ( / )' : 'Search for a text ( / )'}
          value={draft.text}
          onInput={(text) => {
            change({ text });
          }}
        />
        <button type="submit" class="button button-primary" disabled={problem !== undefined}>
          Search
        </button>
        {isSearch(query) && (
          <button
            type="button"
            class="button"
            onClick={() => {
              setDraft(nothing);
              onSearch(nothing);
            }}
          >
            Clear
          </button>
        )}
        <How draft={draft} onChange={change} />
        <button
          type="button"
          class="button button-small"
          aria-expanded={isOpen}
          onClick={() => {
            setOpen(!isOpen);
          }}
        >
          {isOpen ? 'Fewer' : 'Key, header, field…'}
        </button>
      </fieldset>
      {isOpen && <ExactFields draft={draft} isDisabled={isLocked} onChange={change} />}
      {problem !== undefined && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
    </form>
  );
}

/** Where the text is looked for, and as what. */
function How(props: {
  readonly draft: Wanted;
  readonly onChange: (changes: Partial<Wanted>) => void;
}) {
  const { draft, onChange: change } = props;
  return (
    <>
      <span class="muted">in</span>
      {searchedFields.map((field) => (
        <Toggle
          key={field}
          isOn={draft.fields.includes(field)}
          onChange={(isOn) => {
            const fields = searchedFields.filter((each) =>
              each === field ? isOn : draft.fields.includes(each),
            );
            // In nothing there is nothing to find.
            if (fields.length > 0) change({ fields });
          }}
        >
          {field}
        </Toggle>
      ))}
      <Toggle
        isOn={draft.isRegex}
        onChange={(isRegex) => {
          change({ isRegex });
        }}
      >
        regex
      </Toggle>
      <Toggle
        isOn={draft.isCaseSensitive}
        onChange={(isCaseSensitive) => {
          change({ isCaseSensitive });
        }}
      >
        match case
      </Toggle>
    </>
  );
}

function ExactFields(props: {
  readonly draft: Wanted;
  readonly isDisabled: boolean;
  readonly onChange: (changes: Partial<Wanted>) => void;
}) {
  const { draft, isDisabled, onChange } = props;
  return (
    <fieldset class="fields" disabled={isDisabled}>
      <Field label="Key" hint={draft.isRegex ? 'A pattern that it holds' : 'The whole key'}>
        <TextInput
          value={draft.key}
          onInput={(key) => {
            onChange({ key });
          }}
        />
      </Field>
      <Field label="Header" hint="NAME=VALUE, or NAME for any value">
        <TextInput
          value={draft.header}
          onInput={(header) => {
            onChange({ header });
          }}
        />
      </Field>
      <Field label="Field of a JSON value" hint="PATH=VALUE, such as items.0.sku=A7">
        <TextInput
          value={draft.jsonField}
          onInput={(jsonField) => {
            onChange({ jsonField });
          }}
        />
      </Field>
    </fieldset>
  );
}
