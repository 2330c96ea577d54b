import { Routes } from '@angular/router';

const routes: Routes = [
  {
    path: '',
    title: 'people.doctors.title',
    loadComponent: () => import('./pages/doctors-page').then((file) => file.DoctorsPage),
  },
];

export default routes;
