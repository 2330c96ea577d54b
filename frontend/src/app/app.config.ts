import { provideHttpClient, withInterceptors, withXhr } from '@angular/common/http';
import { ApplicationConfig, inject, provideAppInitializer, provideBrowserGlobalErrorListeners } from '@angular/core';
import {
  provideRouter,
  TitleStrategy,
  withComponentInputBinding,
  withInMemoryScrolling,
  withNavigationErrorHandler,
} from '@angular/router';

import { routes } from './app.routes';
import { problemInterceptor } from './core/api/problem-interceptor';
import { serverInterceptor } from './core/api/server-address';
import { Appearance } from './core/appearance/appearance';
import { connectionInterceptor } from './core/connection/connection-interceptor';
import { registerIcons } from './core/icons';
import { languageInterceptor } from './core/language/language-interceptor';
import { provideLanguages } from './core/language/provide-languages';
import { TextLoader } from './core/language/text-loader';
import { lostOnTheWay } from './core/layout/lost-on-the-way';
import { PageTitle } from './core/layout/page-title';
import { sessionInterceptor } from './core/session/session-interceptor';

export const appConfig: ApplicationConfig = {
  providers: [
    provideBrowserGlobalErrorListeners(),
    // XMLHttpRequest rather than fetch: only it reports the progress of an upload.
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
    provideRouter(
      routes,
      withComponentInputBinding(),
      withInMemoryScrolling({ scrollPositionRestoration: 'enabled', anchorScrolling: 'enabled' }),
      withNavigationErrorHandler(lostOnTheWay),
    ),
    provideLanguages(TextLoader),
    provideAppInitializer(() => {
      registerIcons();
      inject(Appearance).start();
    }),
    { provide: TitleStrategy, useExisting: PageTitle },
  ],
};
