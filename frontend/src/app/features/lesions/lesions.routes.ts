import { Routes } from '@angular/router';

const routes: Routes = [
  {
    path: '',
    title: 'lesions.title',
    loadComponent: () => import('./pages/lesions-page').then((file) => file.LesionsPage),
  },
  {
    path: ':id',
    title: 'lesions.page.title',
    loadComponent: () => import('./pages/lesion-page').then((file) => file.LesionPage),
  },
];

export default routes;
