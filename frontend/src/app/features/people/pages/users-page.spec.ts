import { Location } from '@angular/common';
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
  active: true,
  language: 'en',
};
const ADA: Account = { ...ADMIN, _id: 'w', name: 'Ada', email: 'ada+1@home.example', role: 'user', approved: false };
const BEN: Account = { ...ADA, _id: 'b', name: 'Ben', email: 'ben@home.example' };
const FIRST = '/users?sort=created&descending=true&limit=20&offset=0';

describe('UsersPage', { timeout: 20_000 }, () => {
  let fixture: ComponentFixture<UsersPage>;
  let page: HTMLElement;
  let server: HttpTestingController;

  beforeEach(() => TestBed.inject(Location).go('/people'));

  function open(): void {
    server = TestBed.inject(HttpTestingController);
    fixture = TestBed.createComponent(UsersPage);
    page = fixture.nativeElement as HTMLElement;
    fixture.detectChanges();
  }

  async function request(path: string): Promise<TestRequest> {
    return eventually(() => server.expectOne(path));
  }

  async function until<T>(check: () => T): Promise<T> {
    return eventually(() => {
      fixture.detectChanges();
      return check();
    });
  }

  async function show(people: Account[], total = people.length, path = FIRST): Promise<void> {
    (await request(path)).flush(people, { headers: { 'X-Total-Count': String(total) } });
    await until(() => expect(page.querySelectorAll('lentigo-person-row')).toHaveLength(people.length));
  }

  function button(label: string, within: ParentNode = page): HTMLButtonElement {
    const found = [...within.querySelectorAll('button')].find((one) => one.textContent.includes(label));
    expect(found, label).toBeDefined();
    return found as HTMLButtonElement;
  }

  function dialog(): HTMLElement {
    const found = document.querySelector('mat-dialog-container');
    expect(found).not.toBeNull();
    return found as HTMLElement;
  }

  async function menu(row: number, item: string): Promise<void> {
    (page.querySelectorAll('lentigo-person-row [aria-haspopup]')[row] as HTMLButtonElement).click();
    await eventually(() => button(item, document.body).click());
  }

  it('marks those who wait, and asks again when one was approved', async () => {
    open();
    await show([ADA, ADMIN]);
    expect(page.querySelectorAll('.chip')).toHaveLength(1);
    button('Approve').click();
    const approval = await request('/users/ada%2B1%40home.example/approve');
    expect(approval.request.body).toEqual({ role: 'user' });
    approval.flush({ message: 'The account is approved.' });
    await show([{ ...ADA, approved: true }, ADMIN]);
    // In a sentence of the page, which has it in every language.
    await until(() =>
      expect(document.querySelector('mat-snack-bar-container')?.textContent).toContain('Ada is approved.'),
    );
    await until(() => expect(page.querySelectorAll('.chip')).toHaveLength(0));
  });

  it('approves several at once, and names whom the server refused', async () => {
    open();
    await show([ADA, BEN, ADMIN]);
    (page.querySelector('lentigo-approval-bar input') as HTMLInputElement).click();
    await until(() => expect(button('Approve 2')).toBeDefined());
    button('Approve 2').click();
    const approval = await request('/users/approve');
    expect(approval.request.body).toEqual({ emails: [ADA.email, BEN.email], role: 'user' });
    const refused = { email: BEN.email, approved: false, message: 'There is no such account.', code: 'not_found' };
    approval.flush({ results: [{ email: ADA.email, approved: true, message: 'Done.', code: null }, refused] });
    await show([ADMIN]);
    await until(() => expect(page.textContent).toContain('Not approved: 1.'));
    expect(page.textContent).toMatch(/ben@home.example\s*:\s+There is no such account\./);
  });

  it('has the server search, filter and sort, and writes it into the address', async () => {
    open();
    await show([ADMIN], 45);
    expect(page.textContent).toContain('1–20 of 45');
    button('Next').click();
    await show([ADA], 45, '/users?sort=created&descending=true&limit=20&offset=20');
    const field = page.querySelector('input[type=search]') as HTMLInputElement;
    field.value = 'ad';
    field.dispatchEvent(new Event('input'));
    await show([ADA, ADMIN], 2, '/users?q=ad&sort=created&descending=true&limit=20&offset=0');
    const [choice, order] = page.querySelectorAll('select');
    for (const [select, value] of [
      [choice, 'waiting'],
      [order, 'name'],
    ] as const) {
      (select as HTMLSelectElement).value = value;
      select?.dispatchEvent(new Event('change'));
      fixture.detectChanges();
    }
    await show([ADA], 1, '/users?q=ad&approved=false&sort=name&descending=false&limit=20&offset=0');
    expect(TestBed.inject(Location).path()).toContain('q=ad&show=waiting&sort=name');
  });

  it('begins with what stands in the address', async () => {
    TestBed.inject(Location).go('/people', 'show=waiting');
    open();
    await show([BEN], 1, '/users?approved=false&sort=created&descending=true&limit=20&offset=0');
  });

  it('deletes only when the e-mail address was typed, and says in the dialog what went wrong', async () => {
    open();
    await show([ADA, ADMIN]);
    await menu(0, 'Delete');
    const dialog = await eventually(() => document.querySelector('mat-dialog-container') as HTMLElement);
    await eventually(() => expect(dialog.querySelector('strong')?.textContent).toBe(ADA.email));
    const field = dialog.querySelector('input') as HTMLInputElement;
    type(field, 'ada@home.example');
    dialog.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }));
    await until(() => expect(dialog.textContent).toContain("This is not the account's e-mail address."));
    type(field, 'ADA+1@home.example');
    dialog.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }));
    const deletion = await request('/users/ada%2B1%40home.example');
    const message = 'The store does not answer.';
    const answer = { status: 503, statusText: 'Unavailable' };
    deletion.flush({ error: message, message, code: 'unavailable', request_id: '1' }, answer);
    await until(() => expect(dialog.querySelector('[role=alert]')?.textContent).toContain(message));
    expect(field.value).toBe('ADA+1@home.example');
    dialog.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }));
    (await request('/users/ada%2B1%40home.example')).flush({ message: 'The account was deleted.' });
    await show([ADMIN]);
  });

  it('opens a deactivated account again', async () => {
    open();
    await show([{ ...BEN, approved: true, active: false }, ADMIN]);
    expect(page.querySelector('.chip')?.textContent).toContain('Deactivated');
    await menu(0, 'Open again');
    const change = await request('/users/ben%40home.example');
    expect([change.request.method, change.request.body]).toEqual(['PATCH', { active: true }]);
    change.flush({ ...BEN, approved: true });
    await show([{ ...BEN, approved: true }, ADMIN]);
    await until(() => expect(page.querySelector('.chip')).toBeNull());
  });

  it('goes on with the next who waits when one was let in, and back to the menu from its dialogs', async () => {
    open();
    await show([ADA, BEN, ADMIN]);
    const row = (place: number): Element => page.querySelectorAll('lentigo-person-row')[place] as Element;
    button('As doctor').focus();
    button('As doctor').click();
    (await request('/users/ada%2B1%40home.example/approve')).flush({ message: 'The account is approved.' });
    await show([BEN, ADMIN]);
    await until(() => expect(document.activeElement?.closest('lentigo-person-row')).toBe(row(0)));
    expect((document.activeElement as HTMLInputElement).type).toBe('checkbox');
    await menu(0, 'Deactivate');
    const keep = await until(() => button('Keep', dialog()));
    // The dialog has opened once it has the focus.
    await until(() => expect(dialog().contains(document.activeElement)).toBe(true));
    keep.click();
    await until(() => expect(document.activeElement).toBe(row(0).querySelector('.more')));
  });

  it('goes back to the last page that is there when the one that is open has lost its last person', async () => {
    TestBed.inject(Location).go('/people', 'show=waiting&page=2');
    open();
    const waiting = '/users?approved=false&sort=created&descending=true&limit=20';
    await show([ADA], 21, `${waiting}&offset=20`);
    button('Approve').click();
    (await request('/users/ada%2B1%40home.example/approve')).flush({ message: 'The account is approved.' });
    (await request(`${waiting}&offset=20`)).flush([], { headers: { 'X-Total-Count': '20' } });
    const others = Array.from({ length: 20 }, (_, place) => ({
      ...BEN,
      _id: `b${place}`,
      email: `b${place}@a.example`,
    }));
    await show(others, 20, `${waiting}&offset=0`);
    await until(() => expect(page.textContent).toContain('1–20 of 20'));
    expect(TestBed.inject(Location).path()).toBe('/people?show=waiting');
  });

  it('says in words when the link could not be copied, and closes by its button alone', async () => {
    open();
    await show([{ ...ADA, approved: true }, ADMIN]);
    await menu(0, 'Link to reset');
    const link = { url: 'https://clinic.example/app/reset-password#token=1', expires: '2026-11-23T10:00:00Z' };
    (await request('/users/ada%2B1%40home.example/reset-link')).flush(link);
    const copy = await until(() => button('Copy', dialog()));
    await until(() => expect(dialog().contains(document.activeElement)).toBe(true));
    // The browser that tests run in copies nothing.
    copy.click();
    await until(() => expect(dialog().querySelector('[role=alert]')?.textContent).toContain('copy it yourself'));
    dialog().dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', keyCode: 27, bubbles: true }));
    (document.querySelector('.cdk-overlay-backdrop') as HTMLElement).click();
    expect(dialog().querySelector('[role=alert]')).not.toBeNull();
    button('Close', dialog()).click();
    await until(() => expect(document.querySelector('mat-dialog-container')).toBeNull());
  });

  it('says so when nobody has registered', async () => {
    open();
    await show([]);
    await until(() => expect(page.textContent).toContain('Nobody has registered yet.'));
  });

  it("shows the server's sentence and tries again", async () => {
    open();
    const message = 'The store does not answer.';
    const refusal = { status: 503, statusText: 'Unavailable' };
    (await request(FIRST)).flush({ error: message, message, code: 'unavailable', request_id: '1' }, refusal);
    await until(() => expect(page.querySelector('[role=alert]')?.textContent).toContain(message));
    button('Try again').click();
    await show([ADMIN]);
  });

  function type(field: HTMLInputElement, text: string): void {
    field.value = text;
    field.dispatchEvent(new Event('input'));
  }
});
