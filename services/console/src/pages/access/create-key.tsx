import type { CreateApiKeyResponse } from '@weir/protos';
import { useState } from 'preact/hooks';
import { api } from '../../api/client.ts';
import { Action } from '../../components/action.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Field } from '../../components/field.tsx';
import { TextInput } from '../../components/text-input.tsx';
import { weirCommand } from '../../format/weir-command.ts';
import './access.css';

const dayMs = 24 * 60 * 60 * 1_000;

interface Draft {
  readonly principal: string;
  readonly description: string;
  /** Empty: for ever. */
  readonly days: string;
}

const empty: Draft = { principal: 'user:', description: '', days: '90' };

/** The button and dialog that make an API key, and the dialog that shows its secret this once. */
export function CreateKey() {
  const [draft, setDraft] = useState(empty);
  const [secret, setSecret] = useState('');
  const set = (part: Partial<Draft>) => {
    setDraft((before) => ({ ...before, ...part }));
  };
  const { principal, description, days } = draft;
  return (
    <>
      <Action
        label="Create key"
        tone="primary"
        title="Create an API key"
        runLabel="Create"
        command={weirCommand(
          ...['key', 'create'],
          ['--principal', principal],
          ['--ttl', days === '' ? undefined : `${days}d`],
          ['--description', description === '' ? undefined : description],
        )}
        problem={problemOf(draft)}
        onOpen={() => {
          setDraft(empty);
        }}
        run={async (signal) => {
          const body = { principal, description, ttlMs: Number(days) * dayMs };
          const { key, secret: made } = await api.post<CreateApiKeyResponse>('/v1/keys', body, {
            signal,
          });
          setSecret(made);
          return `Key ${key?.keyId ?? ''} stands for ${principal}`;
        }}
      >
        <KeyFields draft={draft} onChange={set} />
      </Action>
      {secret !== '' && (
        <SecretDialog
          secret={secret}
          onClose={() => {
            setSecret('');
          }}
        />
      )}
    </>
  );
}

function KeyFields(props: {
  readonly draft: Draft;
  readonly onChange: (part: Partial<Draft>) => void;
}) {
  const { draft, onChange } = props;
  return (
    <div class="fields">
      <Field label="Principal" hint="user:NAME">
        <TextInput
          value={draft.principal}
          onInput={(text) => {
            onChange({ principal: text });
          }}
        />
      </Field>
      <Field label="Days that it lasts" hint="Empty: for ever">
        <TextInput
          value={draft.days}
          onInput={(text) => {
            onChange({ days: text.trim() });
          }}
        />
      </Field>
      <Field label="Description" hint="What it is for">
        <TextInput
          value={draft.description}
          onInput={(text) => {
            onChange({ description: text });
          }}
        />
      </Field>
    </div>
  );
}

function SecretDialog(props: { readonly secret: string; readonly onClose: () => void }) {
  const { secret, onClose } = props;
  return (
    <Dialog title="The key" onClose={onClose}>
      <p>Keep it now: it is shown this once, and Weir keeps only a hash of it.</p>
      <p class="secret">
        <code>{secret}</code> <CopyButton text={secret} />
      </p>
      <div class="dialog-actions">
        <button type="button" class="button button-primary" onClick={onClose}>
          I have it
        </button>
      </div>
    </Dialog>
  );
}

function problemOf({ principal, description, days }: Draft): string | undefined {
  if (!/^user:./.test(principal)) return 'The principal is user:NAME';
  if (days !== '' && !/^[1-9]\d{0,4}$/.test(days)) return 'The days are a whole number, or empty';
  return description.length > 256 ? 'The description has 256 characters at most' : undefined;
}
