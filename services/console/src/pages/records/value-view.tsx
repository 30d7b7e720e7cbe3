import { useMemo } from 'preact/hooks';
import { formatBytes } from '../../format/format-bytes.ts';
import { formatCount } from '../../format/format-count.ts';
import { CodeLines } from './code-lines.tsx';
import type { ValueFormat } from './decode/detect-format.ts';
import { base64Line, base64LineCount, hexLine, hexLineCount } from './decode/hex-lines.ts';
import { jsonLines, jsonProblem, maxJsonChars } from './decode/json-lines.ts';
import { protobufLines } from './decode/protobuf-lines.ts';
import { textLines } from './decode/text-lines.ts';
import { maxLines, type TreeLines } from './decode/tree-line.ts';
import { fieldBytes, type RecordField } from './record-field.ts';
import { TreeView } from './tree-view.tsx';

interface ViewProps {
  readonly label: string;
  readonly field: RecordField;
}

/** Shorter texts are laid out by the browser. */
const maxPlainChars = 32 * 1024;

/** A key or value in one format. */
export function ValueView({ format, ...props }: ViewProps & { readonly format: ValueFormat }) {
  const { text } = props.field;
  if (text === null) return <p class="muted">null: there is none</p>;
  if (text === '') return <p class="muted">Empty: 0 bytes</p>;
  switch (format) {
    case 'json':
      return <JsonView {...props} />;
    case 'protobuf':
      return <ProtobufView {...props} />;
    case 'hex':
      return <BytesView {...props} lineCount={hexLineCount} line={hexLine} />;
    case 'base64':
      return <BytesView {...props} lineCount={base64LineCount} line={base64Line} />;
    default:
      return <TextView {...props} />;
  }
}

function JsonView({ label, field }: ViewProps) {
  const text = useText(field);
  const tree = useMemo(() => jsonLines(text), [text]);
  if (tree !== undefined) return <Tree label={label} tree={tree} />;
  const why =
    text.length > maxJsonChars
      ? `Longer than ${formatBytes(maxJsonChars)}, which is the most that is laid out as JSON`
      : `Not JSON: ${jsonProblem(text) ?? ''}`;
  return (
    <>
      <p class="problem">{why}</p>
      <TextView label={label} field={field} />
    </>
  );
}

function ProtobufView({ label, field }: ViewProps) {
  const tree = useMemo(() => protobufLines(fieldBytes(field)), [field.text, field.isBase64]);
  if (tree !== undefined) return <Tree label={label} tree={tree} />;
  return (
    <>
      <p class="problem">These bytes are no protobuf message</p>
      <BytesView label={label} field={field} lineCount={hexLineCount} line={hexLine} />
    </>
  );
}

function Tree({ label, tree }: { readonly label: string; readonly tree: TreeLines }) {
  return (
    <>
      <TreeView key={tree.lines} label={label} lines={tree.lines} />
      {tree.isCut && <CutNote />}
    </>
  );
}

function CutNote() {
  return (
    <p class="muted">The first {formatCount(maxLines)} lines are shown: download it to see all</p>
  );
}

function TextView({ label, field }: ViewProps) {
  const text = useText(field);
  const lines = useMemo(() => (text.length > maxPlainChars ? textLines(text) : undefined), [text]);
  if (lines === undefined) {
    return (
      <pre class="code-lines code-wrapped" tabIndex={0} aria-label={label}>
        {text}
      </pre>
    );
  }
  return (
    <>
      <CodeLines
        isWrapped
        label={label}
        count={lines.starts.length}
        line={(index) => text.slice(lines.starts[index], lines.ends[index])}
      />
      {lines.isCut && <CutNote />}
    </>
  );
}

/** Bytes line by line: only what is in sight is made. */
function BytesView(
  props: ViewProps & {
    readonly lineCount: (byteCount: number) => number;
    readonly line: (bytes: Uint8Array, line: number) => string;
  },
) {
  const { label, field, lineCount, line } = props;
  const bytes = useMemo(() => fieldBytes(field), [field.text, field.isBase64]);
  const count = lineCount(bytes.length);
  return (
    <>
      <CodeLines
        label={label}
        count={Math.min(count, maxLines)}
        line={(index) => line(bytes, index)}
      />
      {count > maxLines && <CutNote />}
    </>
  );
}

/** The text of a field; of bytes that are none, with marks for what is no text. */
function useText(field: RecordField): string {
  return useMemo(
    () => (field.isBase64 ? new TextDecoder().decode(fieldBytes(field)) : (field.text ?? '')),
    [field.text, field.isBase64],
  );
}
