import type { Acl, CreateAclsResponse } from '@weir/protos';
import { useState } from 'preact/hooks';
import { api } from '../../api/client.ts';
import { Action } from '../../components/action.tsx';
import { Field } from '../../components/field.tsx';
import { Select } from '../../components/select.tsx';
import { TextInput } from '../../components/text-input.tsx';
import { Toggle } from '../../components/toggle.tsx';
import { formatCounted } from '../../format/format-count.ts';
import './access.css';
import { aclCommand, operationWords } from './acl-words.ts';

type Operation = Acl['operation'];

interface Draft {
  readonly principal: string;
  readonly resourceType: Acl['resourceType'];
  readonly resourceName: string;
  readonly isPrefix: boolean;
  readonly operations: readonly Operation[];
  readonly permission: Acl['permission'];
}

const empty: Draft = {
  ...{ principal: 'user:', resourceType: 'RESOURCE_TYPE_TOPIC', resourceName: '' },
  ...{ isPrefix: false, operations: [], permission: 'ACL_PERMISSION_ALLOW' },
};

const resourceTypes: readonly (readonly [Acl['resourceType'], string])[] = [
  ['RESOURCE_TYPE_TOPIC', 'Topics'],
  ['RESOURCE_TYPE_GROUP', 'Groups'],
  ['RESOURCE_TYPE_CLUSTER', 'The cluster'],
];

const permissions: readonly (readonly [Acl['permission'], string])[] = [
  ['ACL_PERMISSION_ALLOW', 'Allow'],
  ['ACL_PERMISSION_DENY', 'Deny: that wins over whatever allows it'],
];

/** The usual pairs, to begin with. */
const presets: readonly (readonly [text: string, draft: Partial<Draft>])[] = [
  [
    'Producer',
    {
      resourceType: 'RESOURCE_TYPE_TOPIC',
      operations: ['ACL_OPERATION_WRITE', 'ACL_OPERATION_CREATE'],
    },
  ],
  ['Consumer', { resourceType: 'RESOURCE_TYPE_TOPIC', operations: ['ACL_OPERATION_READ'] }],
  ['Group member', { resourceType: 'RESOURCE_TYPE_GROUP', operations: ['ACL_OPERATION_READ'] }],
];

/** The button and dialog that allow a principal something, or deny it. */
export function CreateAcls() {
  const [draft, setDraft] = useState(empty);
  const set = (part: Partial<Draft>) => {
    setDraft((before) => ({ ...before, ...part }));
  };
  const acls = aclsOf(draft);
  return (
    <Action
      label="Add ACLs"
      tone="primary"
      title="Allow or deny"
      runLabel="Add"
      isWide
      command={aclCommand('create', acls)}
      problem={problemOf(draft)}
      onOpen={() => {
        setDraft(empty);
      }}
      run={async (signal) => {
        const { created } = await api.post<CreateAclsResponse>('/v1/acls', { acls }, { signal });
        return `${formatCounted(created, 'ACL')} added`;
      }}
    >
      <div class="bar-buttons" role="group" aria-label="Usual rights">
        {presets.map(([text, part]) => (
          <button
            key={text}
            type="button"
            class="button button-small"
            onClick={() => {
              set(part);
            }}
          >
            {text}
          </button>
        ))}
      </div>
      <Controls draft={draft} onChange={set} />
      <Operations draft={draft} onChange={set} />
    </Action>
  );
}

interface ControlsProps {
  readonly draft: Draft;
  readonly onChange: (part: Partial<Draft>) => void;
}

function Controls({ draft, onChange }: ControlsProps) {
  const isCluster = draft.resourceType === 'RESOURCE_TYPE_CLUSTER';
  return (
    <div class="fields">
      <Field label="Principal" hint="user:NAME, or * for everybody">
        <TextInput
          value={draft.principal}
          onInput={(principal) => {
            onChange({ principal });
          }}
        />
      </Field>
      <Field label="Permission">
        <Select
          value={draft.permission}
          options={permissions}
          onChange={(permission) => {
            onChange({ permission });
          }}
        />
      </Field>
      <Field label="About">
        <Select
          value={draft.resourceType}
          options={resourceTypes}
          onChange={(resourceType) => {
            onChange({ resourceType });
          }}
        />
      </Field>
      {!isCluster && (
        <Field label="Name" hint="* for every one">
          <TextInput
            value={draft.resourceName}
            onInput={(resourceName) => {
              onChange({ resourceName });
            }}
          />
        </Field>
      )}
      {!isCluster && (
        <Toggle
          isOn={draft.isPrefix}
          onChange={(isPrefix) => {
            onChange({ isPrefix });
          }}
        >
          All whose names start so
        </Toggle>
      )}
    </div>
  );
}

function Operations({ draft: { operations }, onChange }: ControlsProps) {
  return (
    <fieldset class="acl-operations">
      <legend>Operations</legend>
      {offered.map((operation) => (
        <Toggle
          key={operation}
          isOn={operations.includes(operation)}
          onChange={(isOn) => {
            const others = operations.filter((each) => each !== operation);
            onChange({ operations: isOn ? [...others, operation] : others });
          }}
        >
          {operationWords[operation]}
        </Toggle>
      ))}
    </fieldset>
  );
}

const offered: readonly Operation[] = [
  ...(['ACL_OPERATION_READ', 'ACL_OPERATION_WRITE', 'ACL_OPERATION_CREATE'] as const),
  ...(['ACL_OPERATION_DELETE', 'ACL_OPERATION_ALTER', 'ACL_OPERATION_DESCRIBE'] as const),
  ...(['ACL_OPERATION_ALTER_CONFIGS', 'ACL_OPERATION_DESCRIBE_CONFIGS'] as const),
  'ACL_OPERATION_ALL',
];

function aclsOf(draft: Draft): readonly Acl[] {
  const { principal, resourceType, permission, operations } = draft;
  const isCluster = resourceType === 'RESOURCE_TYPE_CLUSTER';
  const isPrefix = draft.isPrefix && !isCluster;
  return operations.map((operation) => ({
    ...{ principal, resourceType, operation, permission },
    resourceName: isCluster ? 'weir' : draft.resourceName,
    patternType: isPrefix ? 'PATTERN_TYPE_PREFIX' : 'PATTERN_TYPE_LITERAL',
  }));
}

function problemOf({ principal, resourceType, resourceName, operations }: Draft) {
  if (principal !== '*' && !/^user:./.test(principal)) return 'The principal is user:NAME or *';
  if (resourceType !== 'RESOURCE_TYPE_CLUSTER' && resourceName === '') return 'Name the resource';
  return operations.length === 0 ? 'Choose at least one operation' : undefined;
}
