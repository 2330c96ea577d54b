import { inject } from '@angular/core';
import { CanActivateFn, Routes } from '@angular/router';

import { withTexts } from '../../core/language/with-texts';
import { Uploads } from './services/uploads';

/** What waits on the device is taken up on every page of this area; none of them waits for it. */
const resumed: CanActivateFn = () => {
  void inject(Uploads).resume();
  return true;
};

const routes: Routes = [
  {
    path: 'assess',
    title: 'submissions.assess.title',
    canActivate: [resumed],
    loadComponent: () => import('./pages/assess-page').then((file) => file.AssessPage),
  },
  {
    path: 'history',
    title: 'submissions.history.title',
    canActivate: [resumed],
    loadComponent: () => import('./pages/history-page').then((file) => file.HistoryPage),
  },
  {
    path: 'history/:id',
    title: 'submissions.result.title',
    resolve: withTexts('conversations'),
    loadComponent: () => import('./pages/result-page').then((file) => file.ResultPage),
  },
];

export default routes;
