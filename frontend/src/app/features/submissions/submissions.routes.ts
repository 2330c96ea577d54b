import { Routes } from '@angular/router';

const routes: Routes = [
  {
    path: 'assess',
    title: 'Assess a picture',
    loadComponent: () => import('./pages/assess-page').then((file) => file.AssessPage),
  },
  {
    path: 'history',
    title: 'History',
    loadComponent: () => import('./pages/history-page').then((file) => file.HistoryPage),
  },
  {
    path: 'history/:id',
    title: 'Result',
    loadComponent: () => import('./pages/result-page').then((file) => file.ResultPage),
  },
];

export default routes;
