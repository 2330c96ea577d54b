// The service worker: keeps the page's own files, so that it opens without a network. It never sees an answer of the
// API: those lie outside its scope of `/app/`, and whatever it does not name below goes straight to the network.

interface Shell {
  /** Of all the files together; another build has another one. */
  readonly version: string;
  /** The script that the index of this build names. */
  readonly main: string;
  /** What is kept for everybody. */
  readonly files: readonly string[];
  /** What is kept besides for the languages that are in use on this device. */
  readonly languages: Readonly<Record<string, readonly string[]>>;
}

interface Word {
  readonly kind: 'language';
  readonly code: string;
}

/** `frontend/shell.py` writes it in front of this file. */
declare const SHELL: Shell;

const worker = self as unknown as ServiceWorkerGlobalScope;
const BASE = new URL('./', worker.location.href);
const FAMILY = 'lentigo-shell-';
const KEPT = `${FAMILY}${SHELL.version}`;
const PATIENCE_MS = 4000;
const NO_SERVER: readonly number[] = [502, 503, 504];

worker.addEventListener('install', (event) => {
  event.waitUntil(keepShell().then(() => worker.skipWaiting()));
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(dropOthers().then(() => worker.clients.claim()));
});

worker.addEventListener('message', (event) => {
  const word = event.data as Word;
  const files = word.kind === 'language' ? SHELL.languages[word.code] : undefined;
  if (files) {
    event.waitUntil(caches.open(KEPT).then((cache) => keep(cache, files)));
  }
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== BASE.origin || !url.pathname.startsWith(BASE.pathname)) {
    return;
  }
  const path = url.pathname.slice(BASE.pathname.length);
  if (/^(api-docs|licences)\//.test(path) || path === 'worker.js') {
    return;
  }
  if (request.mode === 'navigate') {
    event.respondWith(opened(request));
  } else if (path.startsWith('i18n/')) {
    // The names of the texts say nothing about their version: the server's come first.
    event.respondWith(fromServer(request));
  } else {
    event.respondWith(fromDevice(request));
  }
});

/** All or nothing: a worker whose files are not all there is thrown away, and the one before stays. */
async function keepShell(): Promise<void> {
  const index = await fetch(BASE, { cache: 'no-store' });
  if (!index.ok || !(await index.clone().text()).includes(SHELL.main)) {
    throw new Error('The server gives another version than the one that this worker belongs to.');
  }
  const cache = await caches.open(KEPT);
  // With its headers: the nonce of its styles stands in its policy, too.
  await cache.put(BASE, index);
  await keep(cache, SHELL.files);
}

/** One after the other, so that the page's own requests need not wait. */
async function keep(cache: Cache, files: readonly string[]): Promise<void> {
  for (const file of files) {
    const address = new URL(file, BASE);
    if (!(await cache.match(address, { ignoreVary: true }))) {
      await cache.add(address);
    }
  }
}

async function dropOthers(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(
    names.filter((name) => name.startsWith(FAMILY) && name !== KEPT).map((name) => caches.delete(name)),
  );
}

/** The page's index: the server's, or the kept one where the server cannot be reached or takes too long. */
async function opened(request: Request): Promise<Response> {
  const kept = await find(BASE.href);
  if (!kept) {
    return fetch(request);
  }
  const asked = fetch(request).then(
    (answer) => (NO_SERVER.includes(answer.status) ? null : answer),
    () => null,
  );
  const answer = await Promise.race([asked, after(PATIENCE_MS)]);
  if (answer) {
    return answer;
  }
  const headers = new Headers(kept.headers);
  // The page reads it from the timing of its own loading, and says that it is offline.
  headers.set('Server-Timing', 'kept');
  return new Response(kept.body, { headers });
}

async function fromServer(request: Request): Promise<Response> {
  try {
    const answer = await fetch(request);
    return (NO_SERVER.includes(answer.status) && (await find(request.url))) || answer;
  } catch (error) {
    const kept = await find(request.url);
    if (kept) {
      return kept;
    }
    throw error;
  }
}

async function fromDevice(request: Request): Promise<Response> {
  return (await find(request.url)) ?? fetch(request);
}

async function find(address: string): Promise<Response | undefined> {
  const cache = await caches.open(KEPT);
  return cache.match(address, { ignoreVary: true });
}

function after(milliseconds: number): Promise<null> {
  return new Promise((resolve) => setTimeout(() => resolve(null), milliseconds));
}
