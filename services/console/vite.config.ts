import { defineConfig } from 'vite';
import { precompress } from './precompress.ts';

/** The address that `vite` passes API calls on to, during development. */
const gateway = process.env['WEIR_CONSOLE_GATEWAY'] ?? 'http://127.0.0.1:7400';

export default defineConfig({
  base: '/console/',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    target: 'es2023',
    modulePreload: false,
    assetsInlineLimit: 0,
    // Compressing takes most of a build this short.
    rolldownOptions: { checks: { pluginTimings: false } },
  },
  plugins: [precompress()],
  server: {
    proxy: {
      '/v1': {
        target: gateway,
        changeOrigin: true,
        // A gateway refuses pages of other hosts, as the development server is one.
        configure: (proxy) => {
          proxy.on('proxyReq', (request) => {
            request.removeHeader('origin');
          });
        },
      },
    },
  },
});
