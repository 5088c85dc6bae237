import { defineConfig } from '@playwright/test';

const port = Number(process.env.LENS_PAGE_PORT ?? 4179);

/** Quiet start-up flags: the browser under test must not look for hosts of its own. */
const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

export default defineConfig({
  testDir: 'tests/page',
  timeout: 30_000,
  workers: 1,
  reporter: [['list']],
  forbidOnly: true,
  use: {
    baseURL: `http://127.0.0.1:${port}`,
    viewport: { width: 1366, height: 768 },
    launchOptions: { executablePath: process.env.LENS_CHROMIUM ?? '/usr/bin/chromium', args },
  },
  webServer: {
    command: `npx vite build --mode fake --outDir dist --logLevel warn && npx vite preview --mode fake --outDir dist --port ${port} --strictPort`,
    url: `http://127.0.0.1:${port}/favicon.svg`,
    reuseExistingServer: false,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 2_000 },
  },
});
