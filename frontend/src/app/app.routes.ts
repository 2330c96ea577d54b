import { Routes } from '@angular/router';

import { goHome, requireActive, requireRole } from './core/session/session-guards';

export const routes: Routes = [
  { path: '', pathMatch: 'full', canActivate: [goHome], children: [] },
  {
    path: 'people',
    canActivate: [requireActive, requireRole('admin')],
    loadChildren: () => import('./features/people/people.routes'),
  },
  { path: '', loadChildren: () => import('./features/account/account.routes') },
  {
    path: '',
    canActivate: [requireActive],
    loadChildren: () => import('./features/submissions/submissions.routes'),
  },
  {
    path: '**',
    title: 'Not found',
    loadComponent: () => import('./core/layout/not-found-page').then((file) => file.NotFoundPage),
  },
];
