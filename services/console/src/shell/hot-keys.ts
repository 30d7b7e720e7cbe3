import { signal } from '@preact/signals';
import { navigate } from '../router/location.ts';
import { sections } from './sections.ts';

/** Whether the list of keys is shown. */
export const isKeyHelpOpen = signal(false);

const goWithinMs = 1_500;

/** Listens for the keys that work everywhere. Call it once. */
export function followHotKeys(): void {
  let goUntilMs = 0;
  document.addEventListener('keydown', (event) => {
    if (isTaken(event)) return;
    if (event.timeStamp < goUntilMs) {
      goUntilMs = 0;
      const section = sections.find(({ key }) => key === event.key);
      if (section !== undefined) {
        event.preventDefault();
        navigate(section.path);
        return;
      }
    }
    if (event.key === 'g') goUntilMs = event.timeStamp + goWithinMs;
    else if (event.key === '/') focusSearch(event);
    else if (event.key === '?') isKeyHelpOpen.value = true;
  });
}

/** Whether the key means something else where it was pressed. */
function isTaken(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return true;
  if (document.querySelector('dialog[open]') !== null) return true;
  const { target } = event;
  return target instanceof HTMLElement && isTyping(target);
}

function isTyping(element: HTMLElement): boolean {
  return element.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(element.tagName);
}

function focusSearch(event: KeyboardEvent): void {
  const search = document.querySelector<HTMLInputElement>('main input[type="search"]');
  if (search === null) return;
  event.preventDefault();
  search.focus();
  search.select();
}
