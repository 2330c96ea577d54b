import { provideHttpClient, withInterceptors, withXhr } from '@angular/common/http';
import { ApplicationConfig, provideAppInitializer, provideBrowserGlobalErrorListeners } from '@angular/core';
import { provideRouter, TitleStrategy, withComponentInputBinding, withInMemoryScrolling } from '@angular/router';

import { routes } from './app.routes';
import { problemInterceptor } from './core/api/problem-interceptor';
import { registerIcons } from './core/icons';
import { PageTitle } from './core/layout/page-title';
import { sessionInterceptor } from './core/session/session-interceptor';

export const appConfig: ApplicationConfig = {
  providers: [
    provideBrowserGlobalErrorListeners(),
    // XMLHttpRequest rather than fetch: only it reports the progress of an upload.
    provideHttpClient(withXhr(), withInterceptors([problemInterceptor, sessionInterceptor])),
    provideRouter(
      routes,
      withComponentInputBinding(),
      withInMemoryScrolling({ scrollPositionRestoration: 'enabled', anchorScrolling: 'enabled' }),
    ),
    provideAppInitializer(() => registerIcons()),
    { provide: TitleStrategy, useExisting: PageTitle },
  ],
};
