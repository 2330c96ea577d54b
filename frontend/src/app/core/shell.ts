import { ApplicationRef, effect, inject, isDevMode } from '@angular/core';

import { Languages } from './language/languages';
import { whenQuiet } from './when-quiet';

const HOURLY_MS = 60 * 60 * 1000;

/** What `worker.js` is allowed to be: nothing else ever becomes the address of a script. */
interface ScriptAddresses {
  createPolicy(name: string, rules: { createScriptURL: () => string }): { createScriptURL(input: string): string };
}

/** Have the page's own files kept on this device, those of the languages that are in use on it included. */
export function keepShell(): void {
  const workers = (navigator as Partial<Navigator>).serviceWorker;
  if (isDevMode() || !workers || !globalThis.isSecureContext) {
    return;
  }
  const languages = inject(Languages);
  const tell = (): void => {
    const { code } = languages.current();
    workers.controller?.postMessage({ kind: 'language', code });
  };
  effect(tell);
  // A worker that has just taken over knows no language yet.
  workers.addEventListener('controllerchange', tell);
  whenQuiet(inject(ApplicationRef), () => {
    workers.register(workerAddress(), { scope: './', updateViaCache: 'none' }).then(
      // A ward's screen stays open for weeks.
      (registration) => setInterval(() => registration.update().catch(() => undefined), HOURLY_MS),
      (error: unknown) => console.warn('The page cannot be kept on this device.', error),
    );
  });
}

function workerAddress(): string {
  const { trustedTypes } = globalThis as { trustedTypes?: ScriptAddresses };
  const policy = trustedTypes?.createPolicy('lentigo#worker', { createScriptURL: () => 'worker.js' });
  return policy?.createScriptURL('') ?? 'worker.js';
}
