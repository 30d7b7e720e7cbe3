import { render } from 'preact';
import './styles/base.css';
import './styles/shell.css';
import './styles/components.css';
import { App } from './app.tsx';
import { followLocation } from './router/location.ts';
import { followHotKeys } from './shell/hot-keys.ts';
import { followThroughput } from './state/cluster.ts';
import { followTheme } from './state/theme.ts';

followTheme();
followThroughput();
followLocation();
followHotKeys();

const root = document.querySelector('#app');
if (root !== null) render(<App />, root);
