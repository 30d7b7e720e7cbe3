import { Select } from '../../components/select.tsx';
import { TextInput } from '../../components/text-input.tsx';

/** Of more partitions a number is asked for instead. */
const maxOptions = 200;

/** A partition of a topic, from 0 to `partitionCount` − 1; with `all` none of them, too. */
export function PartitionInput(props: {
  readonly value: number | undefined;
  readonly partitionCount: number;
  /** What choosing none of them is called; without it there must be one. */
  readonly all?: string;
  readonly isDisabled?: boolean;
  readonly onChange: (partition: number | undefined) => void;
}) {
  const { value, partitionCount, all, isDisabled = false, onChange } = props;
  const change = (text: string) => {
    if (text === '' && all !== undefined) onChange(undefined);
    else if (/^\d{1,9}$/.test(text) && Number(text) < partitionCount) onChange(Number(text));
  };
  const text = value?.toString() ?? '';
  if (partitionCount > maxOptions) {
    return (
      <TextInput
        type="number"
        placeholder={all ?? `0 to ${partitionCount - 1}`}
        isDisabled={isDisabled}
        value={text}
        onInput={change}
      />
    );
  }
  const numbers = Array.from({ length: partitionCount }, (_, index) => String(index));
  return (
    <Select
      value={text}
      isDisabled={isDisabled}
      options={[
        ...(all === undefined ? [] : [['', all] as const]),
        ...numbers.map((number) => [number, number] as const),
      ]}
      onChange={change}
    />
  );
}
