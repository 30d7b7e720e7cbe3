import { Field } from '../../components/field.tsx';
import { TextInput } from '../../components/text-input.tsx';
import { byteRateProblem, parseByteRate } from '../../format/parse-byte-rate.ts';

/** How fast replicas may be copied, as `--throttle` of the command line has it. */
export function ThrottleField(props: {
  readonly value: string;
  readonly onInput: (value: string) => void;
}) {
  return (
    <Field
      label="Throttle"
      hint="Bytes that a node may copy in a second: 500K, 20M. Empty: as fast as it goes"
      problem={byteRateProblem(props.value)}
    >
      <TextInput value={props.value} onInput={props.onInput} placeholder="no limit" />
    </Field>
  );
}

/** What keeps an action with this throttle from being run; the field itself says what is wrong. */
export function throttleObstacle(value: string): string | undefined {
  return parseByteRate(value) === undefined ? 'Correct the throttle first' : undefined;
}
