import type { AlterTopicConfigsResponse, TopicConfig } from '@weir/protos';
import { useState } from 'preact/hooks';
import { api, apiPath } from '../../api/client.ts';
import { Action } from '../../components/action.tsx';
import { Field } from '../../components/field.tsx';
import { TextInput } from '../../components/text-input.tsx';
import { Toggle } from '../../components/toggle.tsx';
import { weirCommand } from '../../format/weir-command.ts';
import { explainConfig } from './explain-config.ts';
import { mayDelete } from './may-delete.ts';

/** The button and dialog that change one config of a topic, or give it its default back. */
export function EditConfig(props: { readonly topic: string; readonly config: TopicConfig }) {
  const { topic, config } = props;
  const { name, value, isDefault, documentation } = config;
  const [text, setText] = useState(value);
  const [isReset, setReset] = useState(false);
  const change = isReset ? { remove: [name] } : { set: { [name]: text.trim() } };
  return (
    <Action
      label="Edit"
      isSmall
      title={`Change ${name} of ${topic}`}
      runLabel={isReset ? 'Reset' : 'Change'}
      command={weirCommand(
        ...['topic', 'alter', topic],
        isReset ? ['--unset', name] : ['--set', `${name}=${text.trim()}`],
      )}
      typeName={mayDelete(name, value, isReset ? undefined : text) ? topic : undefined}
      problem={!isReset && text.trim() === value && !isDefault ? 'It has this value' : undefined}
      onOpen={() => {
        setText(value);
        setReset(false);
      }}
      run={async (signal) => {
        const { warnings } = await api.patch<AlterTopicConfigsResponse>(
          apiPath`/v1/topics/${topic}/configs`,
          change,
          { signal },
        );
        return [isReset ? 'It has its default' : `It is ${text.trim()}`, ...warnings].join('. ');
      }}
    >
      <p>{documentation}</p>
      {!isDefault && (
        <Toggle isOn={isReset} onChange={setReset}>
          Back to the default
        </Toggle>
      )}
      {!isReset && (
        <Field label="Value" hint={explainConfig(name, text)}>
          <TextInput value={text} onInput={setText} />
        </Field>
      )}
    </Action>
  );
}
