import { unreachableSinceMs } from '../api/connection.ts';
import { credentials, openSignIn, signOut } from '../api/credentials.ts';
import { CopyButton } from '../components/copy-button.tsx';
import { Icon } from '../components/icon.tsx';
import { hrefOf } from '../router/location.ts';
import { isLocked, session, setLocked } from '../state/session.ts';
import { useCluster } from '../state/cluster.ts';
import { healthOf } from './cluster-health.ts';
import { isKeyHelpOpen } from './hot-keys.ts';
import { chooseTheme, themeChoice, type ThemeChoice } from '../state/theme.ts';

const unknownHealth = {
  tone: 'plain',
  text: 'Not known',
  title: 'The gateway does not answer',
} as const;

/** Which cluster it is, how it is, who looks at it, and how it looks. */
export function TopBar() {
  const cluster = useCluster();
  const clusterId = session.value?.clusterId ?? cluster.data?.clusterId;
  const health = unreachableSinceMs.value === undefined ? healthOf(cluster.data) : unknownHealth;
  return (
    <header class="top-bar">
      {clusterId !== undefined && (
        <span class="cluster-id">
          <span class="muted">Cluster</span> <code>{clusterId}</code>
          <CopyButton text={clusterId} label="Copy the cluster id" />
        </span>
      )}
      {health !== undefined && (
        <a class={`badge badge-${health.tone}`} href={hrefOf('/')} title={health.title}>
          {health.text}
        </a>
      )}
      <ReadOnlySwitch />
      <span class="spacer" />
      <Account />
      <ThemeSwitch />
      <button
        class="icon-button"
        aria-label="Keys"
        title="Keys (?)"
        onClick={() => {
          isKeyHelpOpen.value = true;
        }}
      >
        <Icon name="keyboard" />
      </button>
    </header>
  );
}

function ReadOnlySwitch() {
  if (session.value?.readOnly === true) {
    return (
      <span class="badge badge-warn" title="This gateway refuses every change">
        <Icon name="lock" /> Read-only
      </span>
    );
  }
  const locked = isLocked.value;
  return (
    <button
      class={`badge ${locked ? 'badge-warn' : 'badge-plain'}`}
      aria-pressed={locked}
      title={locked ? 'Unlock this browser' : 'Lock this browser: it then changes nothing'}
      onClick={() => {
        setLocked(!locked);
      }}
    >
      <Icon name={locked ? 'lock' : 'unlock'} /> {locked ? 'Locked' : 'Unlocked'}
    </button>
  );
}

function Account() {
  const principal = session.value?.principal ?? undefined;
  const hasCredentials = credentials.value !== undefined;
  return (
    <span class="account">
      {principal !== undefined && <span title="Signed in as">{principal}</span>}
      {hasCredentials && (
        <button class="button button-small" onClick={signOut}>
          Sign out
        </button>
      )}
      {!hasCredentials && session.value?.authentication === 'required' && (
        <button class="button button-small" onClick={openSignIn}>
          Sign in
        </button>
      )}
    </span>
  );
}

const nextChoice: Readonly<Record<ThemeChoice, ThemeChoice>> = {
  auto: 'light',
  light: 'dark',
  dark: 'auto',
};

const choiceTexts: Readonly<Record<ThemeChoice, string>> = {
  auto: 'as the system',
  light: 'light',
  dark: 'dark',
};

function ThemeSwitch() {
  const choice = themeChoice.value;
  return (
    <button
      class="icon-button"
      aria-label={`Theme: ${choiceTexts[choice]}`}
      title={`Theme: ${choiceTexts[choice]}. Click for ${choiceTexts[nextChoice[choice]]}`}
      onClick={() => {
        chooseTheme(nextChoice[choice]);
      }}
    >
      <Icon name={choice} />
    </button>
  );
}
