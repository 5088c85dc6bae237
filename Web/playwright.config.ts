import { defineConfig } from '@playwright/test';

/** Of this run alone; workers inherit it, so that runs side by side don't meet. */
process.env.LENS_PAGE_PORT ??= String(20_000 + (process.pid % 20_000));
const port = Number(process.env.LENS_PAGE_PORT);

/** Quiet start-up flags: the browser under test must not look for hosts of its own. */
const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

export default defineConfig({
  testDir: 'tests/page',
  timeout: 90_000,
  expect: { timeout: 20_000 },
  workers: 2, // by file: the tests on a real server share the one that their worker starts
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
    timeout: 120_000,
  },
});
