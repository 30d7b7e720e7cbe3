import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import { Badge } from '../../components/badge.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { Select } from '../../components/select.tsx';
import { formatBytes } from '../../format/format-bytes.ts';
import { formatCounted } from '../../format/format-count.ts';
import { detectFormat, type ValueFormat } from './decode/detect-format.ts';
import { fieldSize, type RecordField } from './record-field.ts';
import { ValueView } from './value-view.tsx';

/** A format, or the one that fits best. */
export type FormatChoice = ValueFormat | 'auto';

const formatNames: Readonly<Record<ValueFormat, string>> = {
  json: 'JSON',
  text: 'Text',
  hex: 'Hex',
  base64: 'Base64',
  protobuf: 'Protobuf, no schema',
};

/** A key, value or header with its size, and the choice of how it is shown. */
export function FieldPanel(props: {
  readonly label: string;
  readonly field: RecordField;
  readonly choice: FormatChoice;
  readonly onChoose: (choice: FormatChoice) => void;
  /** Beside the button that copies. */
  readonly actions?: ComponentChildren;
}) {
  const { label, field, choice, onChoose, actions } = props;
  const detected = useMemo(() => detectFormat(field), [field.text, field.isBase64]);
  const size = useMemo(() => fieldSize(field), [field.text, field.isBase64]);
  return (
    <section class="field-panel" aria-label={label}>
      <header>
        <h3>{label}</h3>
        {field.text === null && <Badge>null</Badge>}
        {field.text === '' && <Badge>empty</Badge>}
        {size > 0 && (
          <span class="muted" title={formatCounted(size, 'byte')}>
            {formatBytes(size)}
          </span>
        )}
        <span class="spacer" />
        {size > 0 && (
          <>
            <Select
              label={`Show the ${label.toLowerCase()} as`}
              value={choice}
              options={[
                ['auto', `Auto: ${formatNames[detected]}`],
                ['json', formatNames.json],
                ['text', formatNames.text],
                ['hex', formatNames.hex],
                ['base64', formatNames.base64],
                ['protobuf', formatNames.protobuf],
              ]}
              onChange={onChoose}
            />
            <CopyButton
              text={field.text ?? ''}
              label={`Copy the ${label.toLowerCase()}${field.isBase64 ? ' as base64' : ''}`}
            />
          </>
        )}
        {actions}
      </header>
      <ValueView label={label} field={field} format={choice === 'auto' ? detected : choice} />
    </section>
  );
}
