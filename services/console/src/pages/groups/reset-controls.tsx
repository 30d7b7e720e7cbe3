import type { DescribeGroupResponse } from '@weir/protos';
import { Field } from '../../components/field.tsx';
import { Select } from '../../components/select.tsx';
import { TextInput } from '../../components/text-input.tsx';
import { formatCount } from '../../format/format-count.ts';
import type { ResetDraft, ResetWay } from './reset-plan.ts';
import type { ResetPlace } from './use-reset-places.ts';

const ways: readonly (readonly [ResetWay, string])[] = [
  ['earliest', 'The earliest record'],
  ['latest', 'The end: only what comes'],
  ['time', 'The first record at or after a time'],
  ['ago', 'Some minutes ago'],
  ['offset', 'One offset for all'],
  ['shift', 'Forward or back by some records'],
  ['each', 'An offset for each partition'],
];

const valueLabels: Partial<Record<ResetWay, readonly [label: string, hint: string]>> = {
  time: ['Time', "In this browser's time zone"],
  ago: ['Minutes', 'Before now'],
  offset: ['Offset', 'The next one that is read'],
  shift: ['Records', 'Negative: back. It stops at the ends of the log'],
};

interface ControlsProps {
  readonly group: DescribeGroupResponse;
  readonly places: readonly ResetPlace[];
  readonly draft: ResetDraft;
  readonly onChange: (part: Partial<ResetDraft>) => void;
}

/** Which partitions go where. */
export function ResetControls(props: ControlsProps) {
  const { group, draft, onChange } = props;
  const topics = [...new Set(group.partitions.map(({ topic }) => topic))].toSorted();
  const value = valueLabels[draft.way];
  return (
    <>
      <div class="fields">
        <Field label="Topic">
          <Select
            value={draft.topic}
            options={topics.map((topic) => [topic, topic] as const)}
            onChange={(topic) => {
              onChange({ topic, partitions: '', each: new Map() });
            }}
          />
        </Field>
        <Field label="To">
          <Select
            value={draft.way}
            options={ways}
            onChange={(way) => {
              onChange({ way, value: '', each: new Map() });
            }}
          />
        </Field>
        {value !== undefined && (
          <Field label={value[0]} hint={value[1]}>
            <TextInput
              type={draft.way === 'time' ? 'datetime-local' : 'text'}
              value={draft.value}
              onInput={(text) => {
                onChange({ value: text });
              }}
            />
          </Field>
        )}
        {draft.way !== 'each' && (
          <Field label="Partitions" hint="Such as 0, 3, 5; empty for all">
            <TextInput
              value={draft.partitions}
              placeholder="All"
              onInput={(partitions) => {
                onChange({ partitions });
              }}
            />
          </Field>
        )}
      </div>
      {draft.way === 'each' && <EachOffset {...props} />}
    </>
  );
}

/** An edit begins with what is committed; what nobody has edited stays as it is, whatever is committed meanwhile. */
function EachOffset({ places, draft, onChange }: ControlsProps) {
  return (
    <div class="fields reset-each">
      {places.map(({ partition, committedOffset, logStartOffset, highWatermark }) => (
        <Field
          key={partition}
          label={`Partition ${partition}`}
          hint={`${formatCount(logStartOffset)} to ${formatCount(highWatermark)}`}
        >
          <TextInput
            value={draft.each.get(partition) ?? committedOffset?.toString() ?? ''}
            placeholder="As it is"
            onInput={(text) => {
              onChange({ each: new Map(draft.each).set(partition, text) });
            }}
          />
        </Field>
      ))}
    </div>
  );
}
