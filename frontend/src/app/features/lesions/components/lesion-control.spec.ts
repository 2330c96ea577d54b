import { Location } from '@angular/common';
import { HttpTestingController, TestRequest } from '@angular/common/http/testing';
import { ComponentFixture, TestBed } from '@angular/core/testing';
import { MatDialog } from '@angular/material/dialog';

import { eventually } from '../../../../eventually';
import { Submission } from '../../../core/api/types';
import { EXAMPLE } from '../../submissions/example-submission';
import { EXAMPLE_LESION } from '../example-lesion';
import { LesionControl } from './lesion-control';

const { id, name, site, side } = EXAMPLE_LESION;
const PLACED: Submission = { ...EXAMPLE, lesion: { id, name, site, side } };

describe('LesionControl', () => {
  let fixture: ComponentFixture<LesionControl>;
  let page: HTMLElement;
  let changed: Submission[];

  async function show(submission: Submission): Promise<void> {
    fixture = TestBed.createComponent(LesionControl);
    fixture.componentRef.setInput('submission', submission);
    changed = [];
    fixture.componentInstance.changed.subscribe((now) => changed.push(now));
    page = fixture.nativeElement as HTMLElement;
    document.body.append(page);
    await fixture.whenStable();
  }

  afterEach(async () => {
    TestBed.inject(MatDialog).closeAll();
    await fixture.whenStable();
    page.remove();
  });

  function request(method: string, path: string): Promise<TestRequest> {
    const server = TestBed.inject(HttpTestingController);
    return eventually(() => server.expectOne((asked) => asked.method === method && asked.url === path));
  }

  async function press(label: string): Promise<void> {
    const button = await eventually(() => {
      const found = [...document.querySelectorAll('button')].find((one) => one.textContent.includes(label));
      expect(found, `a button “${label}” in: ${document.body.textContent}`).toBeDefined();
      return found as HTMLButtonElement;
    });
    button.focus();
    button.click();
    await fixture.whenStable();
  }

  it('leads to the spot of the picture, and takes it off', async () => {
    await show(PLACED);
    expect(page.querySelector('a')?.getAttribute('href')).toBe(`/spots/${id}`);
    expect(page.textContent).toContain('Below the collar');
    expect(page.textContent).toContain('Back, left');
    await press('Take it off this spot');
    const asked = await request('PUT', '/submissions/17/lesion');
    expect(asked.request.body).toEqual({ lesion_id: null });
    asked.flush(EXAMPLE);
    await eventually(() => expect(changed).toEqual([EXAMPLE]));
    fixture.componentRef.setInput('submission', EXAMPLE);
    await fixture.whenStable();
    expect(document.activeElement?.textContent.trim()).toBe('Choose a spot');
  });

  it('puts the picture to a spot of the list', async () => {
    await show(EXAMPLE);
    await press('Choose a spot');
    (await request('GET', '/lesions')).flush([EXAMPLE_LESION]);
    await press('Below the collar');
    const asked = await request('PUT', '/submissions/17/lesion');
    expect(asked.request.body).toEqual({ lesion_id: id });
    asked.flush(PLACED);
    await eventually(() => expect(changed).toEqual([PLACED]));
  });

  it('leaves the page together with its dialog, as when the session has ended', async () => {
    await show(EXAMPLE);
    await press('Choose a spot');
    (await request('GET', '/lesions')).flush([EXAMPLE_LESION]);
    TestBed.inject(Location).go('/sign-in');
    await eventually(() => expect(document.querySelector('mat-dialog-container')).toBeNull());
  });

  it('begins a new spot, asks where it is, and puts the picture to it', async () => {
    await show(EXAMPLE);
    await press('Choose a spot');
    (await request('GET', '/lesions')).flush([]);
    await eventually(() => expect(document.body.textContent).toContain('You follow no spot yet.'));
    await press('New spot');
    await press('Add the spot');
    await eventually(() => expect(document.body.textContent).toContain('Choose where it is.'));
    const list = document.querySelector('mat-dialog-container select') as HTMLSelectElement;
    list.value = 'back';
    list.dispatchEvent(new Event('input'));
    list.dispatchEvent(new Event('change'));
    await press('Add the spot');
    const added = await request('POST', '/lesions');
    expect(added.request.body).toEqual({ site: 'back', side: null, name: '' });
    added.flush(EXAMPLE_LESION);
    (await request('PUT', '/submissions/17/lesion')).flush(PLACED);
    await eventually(() => expect(changed).toEqual([PLACED]));
  });

  it('says why it could not be done, and leaves all as it was', async () => {
    await show(PLACED);
    await press('Take it off this spot');
    const message = 'The server is busy.';
    const body = { error: message, message, code: 'unavailable', request_id: '1' };
    (await request('PUT', '/submissions/17/lesion')).flush(body, { status: 503, statusText: 'No' });
    await eventually(() => expect(page.querySelector('[role=alert]')?.textContent).toContain(message));
    expect(changed).toEqual([]);
    expect(page.textContent).toContain('Below the collar');
  });
});
