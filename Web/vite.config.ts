import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type PluginOption } from 'vite';

const api = process.env.LENS_API ?? 'http://127.0.0.1:6543';

export default defineConfig(async ({ mode }) => {
  const plugins: PluginOption[] = [svelte({ configFile: false })];
  if (mode === 'fake') {
    const { fakeApi } = await import('./fake/plugin.js');
    plugins.push(fakeApi());
  }

  return {
    plugins,
    build: { outDir: '../Api/wwwroot', emptyOutDir: true, target: 'es2022', sourcemap: false },
    server: {
      host: '127.0.0.1',
      ...(mode === 'fake' ? {} : { proxy: { '/api': api, '/openapi': api, '/hubs': { target: api, ws: true } } }),
    },
    preview: { host: '127.0.0.1' },
    test: { include: ['tests/unit/**/*.test.ts'], environment: 'node' },
  };
});
