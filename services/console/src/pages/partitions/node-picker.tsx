import type { Node } from '@weir/protos';
import { Icon } from '../../components/icon.tsx';

/** Chooses nodes in order: the first is the preferred leader. */
export function NodePicker(props: {
  readonly nodes: readonly Node[];
  readonly chosen: readonly number[];
  readonly onChange: (chosen: readonly number[]) => void;
}) {
  const { nodes, chosen, onChange } = props;
  const others = nodes.map(({ nodeId }) => nodeId).filter((nodeId) => !chosen.includes(nodeId));
  return (
    <ul class="node-picker" aria-label="Nodes, the preferred leader first">
      {[...chosen, ...others.toSorted((left, right) => left - right)].map((nodeId) => (
        <PickerLine
          key={nodeId}
          node={nodes.find((each) => each.nodeId === nodeId)}
          nodeId={nodeId}
          chosen={chosen}
          onChange={onChange}
        />
      ))}
    </ul>
  );
}

function PickerLine(props: {
  readonly node: Node | undefined;
  readonly nodeId: number;
  readonly chosen: readonly number[];
  readonly onChange: (chosen: readonly number[]) => void;
}) {
  const { node, nodeId, chosen, onChange } = props;
  const position = chosen.indexOf(nodeId);
  const isChosen = position !== -1;
  return (
    <li>
      <label class="toggle">
        <input
          type="checkbox"
          checked={isChosen}
          onChange={() => {
            onChange(isChosen ? chosen.filter((each) => each !== nodeId) : [...chosen, nodeId]);
          }}
        />
        <strong>{nodeId}</strong>
        <span class="muted">{placeOf(node)}</span>
      </label>
      <span class="spacer" />
      {position === 0 && <span class="badge badge-accent">preferred leader</span>}
      {position > 0 && (
        <button
          type="button"
          class="icon-button"
          aria-label={`Node ${nodeId} one place up`}
          title="One place up"
          onClick={() => {
            onChange(swapped(chosen, position));
          }}
        >
          <Icon name="up" />
        </button>
      )}
    </li>
  );
}

function placeOf(node: Node | undefined): string {
  if (node === undefined) return 'not registered';
  const place = [node.host, node.rack].filter((part) => part !== '').join(', rack ');
  return node.state === 'NODE_STATE_DEAD' ? `${place}, down` : place;
}

function swapped(chosen: readonly number[], position: number): readonly number[] {
  const before = chosen.slice(0, position - 1);
  return [
    ...before,
    ...chosen.slice(position - 1, position + 1).toReversed(),
    ...chosen.slice(position + 1),
  ];
}
