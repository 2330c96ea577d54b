import { HttpTestingController, TestRequest } from '@angular/common/http/testing';
import { ComponentFixture, TestBed } from '@angular/core/testing';

import { Account } from '../../../core/api/types';
import { UsersPage } from './users-page';
import { eventually } from '../../../../eventually';

const ADMIN: Account = {
  _id: 'a',
  name: 'Admin',
  email: 'admin@clinic.example',
  role: 'admin',
  approved: true,
  must_change_password: false,
  created: '2026-11-22T10:00:00Z',
};
const WAITING: Account = {
  ...ADMIN,
  _id: 'w',
  name: 'Ada',
  email: 'ada+1@home.example',
  role: 'user',
  approved: false,
};

describe('UsersPage', () => {
  let fixture: ComponentFixture<UsersPage>;
  let page: HTMLElement;
  let server: HttpTestingController;

  beforeEach(() => {
    server = TestBed.inject(HttpTestingController);
    fixture = TestBed.createComponent(UsersPage);
    page = fixture.nativeElement as HTMLElement;
    fixture.detectChanges();
  });

  async function request(path: string): Promise<TestRequest> {
    return eventually(() => server.expectOne(path));
  }

  async function until(check: () => void): Promise<void> {
    await eventually(() => {
      fixture.detectChanges();
      check();
    });
  }

  function headings(): string[] {
    return [...page.querySelectorAll('h2')].map((heading) => heading.textContent.trim());
  }

  it('puts those who wait first, and moves them when they are approved', async () => {
    (await request('/users')).flush([ADMIN, WAITING]);
    await until(() => expect(headings()).toEqual(['Waiting for approval (1)', 'Approved (1)']));
    [...page.querySelectorAll('button')].find((button) => button.textContent.includes('Approve'))?.click();
    const approval = await request('/users/ada%2B1%40home.example/approve');
    expect(approval.request.body).toEqual({ role: 'user' });
    approval.flush({ message: 'The account is approved.' });
    (await request('/users')).flush([ADMIN, { ...WAITING, approved: true }]);
    await until(() => expect(headings()).toEqual(['Approved (2)']));
  });

  it('says so when nobody has registered', async () => {
    (await request('/users')).flush([]);
    await until(() => expect(page.textContent).toContain('Nobody has registered yet.'));
  });

  it("shows the server's sentence and tries again", async () => {
    const message = 'The store does not answer.';
    const refusal = { status: 503, statusText: 'Unavailable' };
    (await request('/users')).flush({ error: message, message, code: 'unavailable', request_id: '1' }, refusal);
    await until(() => expect(page.querySelector('[role=alert]')?.textContent).toContain(message));
    page.querySelector('button')?.click();
    (await request('/users')).flush([ADMIN]);
    await until(() => expect(headings()).toEqual(['Approved (1)']));
  });
});
