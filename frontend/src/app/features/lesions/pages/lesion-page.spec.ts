import { HttpTestingController, TestRequest } from '@angular/common/http/testing';
import { ComponentFixture, TestBed } from '@angular/core/testing';
import { MatDialog } from '@angular/material/dialog';
import { Router } from '@angular/router';

import { eventually } from '../../../../eventually';
import { Submission } from '../../../core/api/types';
import { EXAMPLE } from '../../submissions/example-submission';
import { EXAMPLE_LESION } from '../example-lesion';
import { LesionPage } from './lesion-page';

const EARLIER: Submission = { ...EXAMPLE, id: 9, created: '2026-05-03T10:44:03Z', class: 'melanocytic nevus' };

describe('LesionPage', () => {
  let fixture: ComponentFixture<LesionPage>;
  let page: HTMLElement;

  async function show(...newestFirst: Submission[]): Promise<void> {
    open();
    (await request('GET /lesions/0194')).flush(EXAMPLE_LESION);
    (await request('GET /submissions?limit=100&lesion_id=0194')).flush(newestFirst);
    await until(() => expect(page.querySelector('lentigo-loading')).toBeNull());
  }

  function open(): void {
    fixture = TestBed.createComponent(LesionPage);
    fixture.componentRef.setInput('id', '0194');
    page = fixture.nativeElement as HTMLElement;
    fixture.detectChanges();
  }

  function request(asked: string): Promise<TestRequest> {
    const server = TestBed.inject(HttpTestingController);
    return eventually(() => server.expectOne(({ urlWithParams, method }) => `${method} ${urlWithParams}` === asked));
  }

  async function until(check: () => void): Promise<void> {
    await eventually(() => {
      fixture.detectChanges();
      check();
    });
  }

  async function press(label: string, within = 'body'): Promise<void> {
    await until(() => {
      const found = [...document.querySelectorAll(`${within} button`), ...page.querySelectorAll('button')].find((one) =>
        one.textContent.includes(label),
      );
      expect(found, `a button “${label}”`).toBeDefined();
      (found as HTMLButtonElement).click();
    });
  }

  it('says that a change is for a clinician to say, and shows the pictures in the order of time', async () => {
    const review = { state: 'corrected', class: 'dermatofibroma', note: '', doctor: 'Dr Grey', time: null, version: 1 };
    await show({ ...EXAMPLE, review } as Submission, EARLIER);
    expect(page.querySelector('h1')?.textContent.trim()).toBe('Below the collar');
    expect(page.querySelector('lentigo-notice')?.textContent).toContain(
      'whether a spot has changed is for a clinician',
    );
    const rows = [...page.querySelectorAll('lentigo-timeline .words')].map((one) =>
      [...one.children].map((part) => part.textContent.trim()),
    );
    const chance = 'Chance that it is malignant: 87.3%';
    expect(rows).toEqual([
      ['3 May 2026, No. 9', 'Melanocytic nevus', chance, 'High risk'],
      ['22 Nov 2026, No. 17', 'Melanoma', chance, 'High risk', 'Doctor: Dermatofibroma'],
    ]);
    expect(page.querySelector('lentigo-timeline a')?.getAttribute('href')).toBe('/history/9');
    expect(page.querySelector('lentigo-picture-comparison')?.textContent).toContain('7 months');
    const captions = [...page.querySelectorAll('figcaption')].map((one) => one.textContent);
    expect(captions[0]).not.toContain('Doctor:');
    expect(captions[1]).toContain('Doctor: Dermatofibroma');
  });

  it('leads to the upload with this spot chosen', async () => {
    await show();
    expect(page.textContent).toContain('There is no picture of this spot yet.');
    const add = [...page.querySelectorAll('a')].find((one) => one.textContent.includes('Add a picture'));
    expect(add?.getAttribute('href')).toBe('/assess?spot=0194');
  });

  it('compares nothing where there is one picture alone', async () => {
    await show(EXAMPLE);
    expect(page.querySelector('lentigo-picture-comparison')).toBeNull();
    expect(page.textContent).toContain('With a second picture');
  });

  it('leaves a spot that was deleted elsewhere meanwhile as one that it deleted', async () => {
    await show(EXAMPLE);
    const navigate = vi.spyOn(TestBed.inject(Router), 'navigateByUrl').mockResolvedValue(true);
    await press('Delete the spot', 'main');
    await press('Delete the spot', '[role=alertdialog]');
    const body = { error: 'None.', message: 'None.', code: 'not_found', request_id: '1' };
    (await request('DELETE /lesions/0194')).flush(body, { status: 404, statusText: 'No' });
    await eventually(() => expect(navigate).toHaveBeenCalledWith('/spots'));
  });

  it('deletes the spot after a question that says that the pictures stay', async () => {
    await show(EXAMPLE);
    const navigate = vi.spyOn(TestBed.inject(Router), 'navigateByUrl').mockResolvedValue(true);
    await press('Delete the spot', 'main');
    await until(() =>
      expect(document.querySelector('[role=alertdialog]')?.textContent).toContain('stay in your history'),
    );
    await press('Delete the spot', '[role=alertdialog]');
    (await request('DELETE /lesions/0194')).flush({ message: 'Done.' });
    await eventually(() => expect(navigate).toHaveBeenCalledWith('/spots'));
    TestBed.inject(MatDialog).closeAll();
  });

  it('says that there is no such spot, and offers no second try', async () => {
    open();
    const message = 'There is no such spot among those that you follow.';
    const body = { error: message, message, code: 'not_found', request_id: '1' };
    (await request('GET /lesions/0194')).flush(body, { status: 404, statusText: 'No' });
    (await request('GET /submissions?limit=100&lesion_id=0194')).flush([]);
    await until(() => expect(page.querySelector('[role=alert]')?.textContent).toContain(message));
    expect(page.textContent).not.toContain('Try again');
    expect(page.querySelector('lentigo-loading')).toBeNull();
  });

  it('fetches all anew where the pictures could not be had', async () => {
    open();
    (await request('GET /lesions/0194')).flush(EXAMPLE_LESION);
    (await request('GET /submissions?limit=100&lesion_id=0194')).error(new ProgressEvent('error'));
    await until(() => expect(page.querySelector('[role=alert]')?.textContent).toContain('cannot be reached'));
    page.querySelector<HTMLButtonElement>('[role=alert] button')?.click();
    (await request('GET /lesions/0194')).flush(EXAMPLE_LESION);
    (await request('GET /submissions?limit=100&lesion_id=0194')).flush([EXAMPLE]);
    await until(() => expect(page.querySelectorAll('lentigo-timeline li')).toHaveLength(1));
  });
});
