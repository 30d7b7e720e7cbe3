import { computed, effect, signal } from '@preact/signals';

/** What was chosen: `auto` follows the system. */
export type ThemeChoice = 'auto' | 'light' | 'dark';

const storageKey = 'weir.theme';
const systemDark = matchMedia('(prefers-color-scheme: dark)');
const isSystemDark = signal(systemDark.matches);

/** The choice of this browser. */
export const themeChoice = signal<ThemeChoice>(readChoice());

/** The theme that is shown. */
export const theme = computed(() => {
  if (themeChoice.value !== 'auto') return themeChoice.value;
  return isSystemDark.value ? 'dark' : 'light';
});

/** Chooses, for this browser. */
export function chooseTheme(choice: ThemeChoice): void {
  localStorage.setItem(storageKey, choice);
  themeChoice.value = choice;
}

/** Keeps the page in its theme. Call it once. */
export function followTheme(): void {
  systemDark.addEventListener('change', ({ matches }) => {
    isSystemDark.value = matches;
  });
  effect(() => {
    document.documentElement.dataset['theme'] = theme.value;
  });
}

function readChoice(): ThemeChoice {
  const stored = localStorage.getItem(storageKey);
  return stored === 'light' || stored === 'dark' ? stored : 'auto';
}
