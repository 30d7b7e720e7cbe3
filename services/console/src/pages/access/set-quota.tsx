import type { Quota } from '@weir/protos';
import { useState } from 'preact/hooks';
import { api } from '../../api/client.ts';
import { Action } from '../../components/action.tsx';
import { Field } from '../../components/field.tsx';
import { TextInput } from '../../components/text-input.tsx';
import { byteRateProblem, parseByteRate } from '../../format/parse-byte-rate.ts';
import { weirCommand } from '../../format/weir-command.ts';

interface Draft {
  readonly principal: string;
  readonly produce: string;
  readonly fetch: string;
  readonly requests: string;
}

/** The button and dialog that limit a principal: a new one, or the one that is given. */
export function SetQuota({ quota }: { readonly quota?: Quota }) {
  const [draft, setDraft] = useState(draftOf(quota));
  const set = (part: Partial<Draft>) => {
    setDraft((before) => ({ ...before, ...part }));
  };
  const isNew = quota === undefined;
  return (
    <Action
      label={isNew ? 'Set quota' : 'Change'}
      tone={isNew ? 'primary' : 'plain'}
      isSmall={!isNew}
      title={isNew ? 'Limit a principal' : `Change the limits of ${quota.principal}`}
      runLabel="Set"
      command={commandOf(draft)}
      problem={problemOf(draft)}
      onOpen={() => {
        setDraft(draftOf(quota));
      }}
      run={async (signal) => {
        await api.post('/v1/quotas', { quota: quotaOf(draft) }, { signal });
        return `${draft.principal} is limited`;
      }}
    >
      <p class="muted">
        Limits hold at each process of a service; what is left empty is without limit. They replace
        those that the principal has.
      </p>
      <div class="fields">
        <Field label="Principal" hint="user:NAME; * for everybody without one of their own">
          <TextInput
            value={draft.principal}
            isDisabled={!isNew}
            onInput={(principal) => {
              set({ principal });
            }}
          />
        </Field>
        <Field label="Produce, bytes per second" hint="Such as 500K or 20M">
          <TextInput
            value={draft.produce}
            onInput={(produce) => {
              set({ produce });
            }}
          />
        </Field>
        <Field label="Fetch, bytes per second" hint="Such as 500K or 20M">
          <TextInput
            value={draft.fetch}
            onInput={(fetch) => {
              set({ fetch });
            }}
          />
        </Field>
        <Field label="Requests per second">
          <TextInput
            value={draft.requests}
            onInput={(requests) => {
              set({ requests });
            }}
          />
        </Field>
      </div>
    </Action>
  );
}

function draftOf(quota: Quota | undefined): Draft {
  if (quota === undefined) return { principal: 'user:', produce: '', fetch: '', requests: '' };
  const text = (limit: number) => (limit === 0 ? '' : String(limit));
  return {
    principal: quota.principal,
    produce: text(quota.produceBytesPerSecond),
    fetch: text(quota.fetchBytesPerSecond),
    requests: text(quota.requestsPerSecond),
  };
}

function quotaOf({ principal, produce, fetch, requests }: Draft): Quota {
  return {
    principal,
    produceBytesPerSecond: parseByteRate(produce) ?? 0,
    fetchBytesPerSecond: parseByteRate(fetch) ?? 0,
    requestsPerSecond: Number(requests),
  };
}

function commandOf({ principal, produce, fetch, requests }: Draft): string {
  const given = (text: string) => (text.trim() === '' ? undefined : text.trim());
  return weirCommand(
    ...['quota', 'set'],
    ['--principal', principal],
    ['--produce', given(produce)],
    ['--fetch', given(fetch)],
    ['--requests', given(requests)],
  );
}

function problemOf({ principal, produce, fetch, requests }: Draft): string | undefined {
  if (principal !== '*' && !/^user:./.test(principal)) return 'The principal is user:NAME or *';
  const rateProblem = byteRateProblem(produce) ?? byteRateProblem(fetch);
  if (rateProblem !== undefined) return rateProblem;
  if (requests.trim() !== '' && !/^[1-9]\d{0,9}$/.test(requests.trim())) {
    return 'Requests per second are a whole number';
  }
  return [produce, fetch, requests].every((text) => text.trim() === '')
    ? 'Set at least one limit'
    : undefined;
}
