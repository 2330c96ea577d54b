import { Routes } from '@angular/router';

const routes: Routes = [
  {
    path: '',
    title: 'reviews.title',
    loadComponent: () => import('./pages/reviews-page').then((file) => file.ReviewsPage),
    children: [
      {
        path: ':id',
        title: 'reviews.case.title',
        loadComponent: () => import('./pages/case-page').then((file) => file.CasePage),
      },
    ],
  },
];

export default routes;
