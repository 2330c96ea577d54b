import { inject } from '@angular/core';
import { CanActivateFn, Routes } from '@angular/router';

import { Session } from '../../core/session/session';

/** Open to anyone; but whoever is signed in finds their places above these pages, too. */
const withSession: CanActivateFn = async () => {
  await inject(Session).restore();
  return true;
};

const routes: Routes = [
  {
    path: '',
    canActivate: [withSession],
    children: [
      {
        path: '',
        title: 'learn.title',
        loadComponent: () => import('./pages/learn-page').then((file) => file.LearnPage),
      },
      {
        path: 'model',
        title: 'learn.model.title',
        loadComponent: () => import('./pages/model-page').then((file) => file.ModelPage),
      },
      {
        path: ':slug',
        title: 'learn.condition.title',
        loadComponent: () => import('./pages/condition-page').then((file) => file.ConditionPage),
      },
    ],
  },
];

export default routes;
