import { Icon } from '../components/icon.tsx';
import { dismissToast, toasts } from '../state/toast-list.ts';

/** The corner with messages. */
export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map(({ id, tone, title, text, advice }) => (
        <div key={id} class={`toast toast-${tone}`}>
          <div>
            <strong>{title}</strong>
            {text !== '' && <p>{text}</p>}
            {advice !== '' && <p class="muted">{advice}</p>}
          </div>
          <button
            class="icon-button"
            aria-label="Dismiss"
            onClick={() => {
              dismissToast(id);
            }}
          >
            <Icon name="close" />
          </button>
        </div>
      ))}
    </div>
  );
}
