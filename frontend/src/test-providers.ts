import { provideHttpClient, withInterceptors, withXhr } from '@angular/common/http';
import { provideHttpClientTesting } from '@angular/common/http/testing';
import { inject, provideAppInitializer, provideEnvironmentInitializer } from '@angular/core';
import { provideRouter, withComponentInputBinding } from '@angular/router';

import { problemInterceptor } from './app/core/api/problem-interceptor';
import { serverInterceptor } from './app/core/api/server-address';
import { connectionInterceptor } from './app/core/connection/connection-interceptor';
import { registerIcons } from './app/core/icons';
import { languageInterceptor } from './app/core/language/language-interceptor';
import { Languages } from './app/core/language/languages';
import { provideLanguages } from './app/core/language/provide-languages';
import { sessionInterceptor } from './app/core/session/session-interceptor';
import { scopes, TextsOnDisk } from './texts-on-disk';

/** What every unit test runs with: the real interceptors and texts above a server that the test plays. */
export default [
  provideEnvironmentInitializer(registerIcons),
  provideHttpClient(
    withXhr(),
    withInterceptors([
      connectionInterceptor,
      problemInterceptor,
      languageInterceptor,
      sessionInterceptor,
      serverInterceptor,
    ]),
  ),
  provideHttpClientTesting(),
  provideRouter([], withComponentInputBinding()),
  provideLanguages(TextsOnDisk),
  // A test opens its page past the router, which would have fetched the texts.
  provideAppInitializer(() => inject(Languages).ensure(...scopes())),
];
