import { Dialog } from '../components/dialog.tsx';
import { isKeyHelpOpen } from './hot-keys.ts';
import { sections } from './sections.ts';

const general: readonly (readonly [keys: string, what: string])[] = [
  ['/', 'Search this page'],
  ['?', 'These keys'],
  ['Esc', 'Close a dialog; leave a search'],
  ['↑ ↓', 'Move in a table'],
  ['Home End', 'First and last row'],
  ['Enter', 'Open the row'],
  ['Space', 'Select the row'],
];

/** The list of keys. */
export function KeyHelp() {
  if (!isKeyHelpOpen.value) return null;
  const go = sections.map(({ key, title }) => [`g ${key}`, title] as const);
  return (
    <Dialog
      title="Keys"
      onClose={() => {
        isKeyHelpOpen.value = false;
      }}
    >
      <div class="key-help">
        <KeyList title="Everywhere" keys={general} />
        <KeyList title="Go to" keys={go} />
      </div>
    </Dialog>
  );
}

function KeyList(props: {
  readonly title: string;
  readonly keys: readonly (readonly [keys: string, what: string])[];
}) {
  return (
    <section>
      <h3>{props.title}</h3>
      <dl>
        {props.keys.map(([keys, what]) => (
          <div key={keys}>
            <dt>
              {keys.split(' ').map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
