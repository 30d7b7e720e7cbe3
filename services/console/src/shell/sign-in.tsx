import { useState } from 'preact/hooks';
import { dismissSignIn, isSignInAsked, signIn } from '../api/credentials.ts';
import { secretProblem } from '../api/secret-problem.ts';
import { Dialog } from '../components/dialog.tsx';
import { Field } from '../components/field.tsx';
import { sessionPoller } from '../state/session.ts';

/** Asks for an API key or token, when a call was refused for want of one. */
export function SignIn() {
  return isSignInAsked.value ? <SignInDialog /> : null;
}

function SignInDialog() {
  const [secret, setSecret] = useState('');
  const problem = secretProblem(secret.trim());
  const { error } = sessionPoller.state.value;
  const isRefused = error?.status === 401;
  return (
    <Dialog title="Sign in" onClose={dismissSignIn}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (problem === undefined) signIn(secret.trim());
        }}
      >
        {isRefused && <p class="problem">{error.message}</p>}
        <p>
          This cluster asks callers who they are. Give an API key, as <code>weir key create</code>{' '}
          prints it, or a JSON Web Token.
        </p>
        <Field
          label="API key or token"
          hint="Kept in this tab until you sign out or close it"
          problem={problem}
        >
          <input
            type="password"
            autocomplete="off"
            spellcheck={false}
            value={secret}
            onInput={(event) => {
              setSecret(event.currentTarget.value);
            }}
          />
        </Field>
        <div class="dialog-actions">
          <button type="button" class="button" onClick={dismissSignIn}>
            Not now
          </button>
          <button
            type="submit"
            class="button button-primary"
            disabled={secret.trim() === '' || problem !== undefined}
          >
            Sign in
          </button>
        </div>
      </form>
    </Dialog>
  );
}
