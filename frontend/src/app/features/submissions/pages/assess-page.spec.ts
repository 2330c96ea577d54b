import { HttpEventType } from '@angular/common/http';
import { HttpTestingController } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';

import { UploadLimit } from '../../../core/session/upload-limit';
import { EXAMPLE } from '../example-submission';
import { AssessVisit, SPOT } from './assess-visit';
import { eventually } from '../../../../eventually';

describe('AssessPage', () => {
  let visit: AssessVisit;

  beforeEach(async () => {
    visit = await AssessVisit.begin();
  });

  function focused(): string | undefined {
    return document.activeElement?.tagName.toLowerCase();
  }

  it('follows the upload, and goes on to the result', async () => {
    const navigate = vi.spyOn(TestBed.inject(Router), 'navigate').mockResolvedValue(true);
    await visit.choose(SPOT);
    expect(visit.page.textContent).toContain('cannot show this kind of file');
    await visit.press('Assess this picture');
    const request = await visit.sent();
    expect((request.request.body as FormData).get('image')).toBeInstanceOf(File);
    expect((request.request.body as FormData).has('force')).toBe(false);
    request.event({ type: HttpEventType.UploadProgress, loaded: 40, total: 100 });
    await visit.fixture.whenStable();
    expect(visit.page.textContent).toContain('40%');
    request.event({ type: HttpEventType.UploadProgress, loaded: 100, total: 100 });
    await visit.fixture.whenStable();
    expect(visit.page.textContent).toContain('Looking at the picture');
    request.flush(EXAMPLE);
    await eventually(() => expect(navigate).toHaveBeenCalledWith(['/history', 17]));
  });

  it('says why a picture was turned away, and assesses it all the same on demand', async () => {
    await visit.choose(SPOT);
    await visit.press('Assess this picture');
    expect(focused()).toBe('lentigo-upload-card');
    await visit.refuse(await visit.sent(), 422, 'blank', 'Nothing here.', 'Check that nothing covers the camera');
    expect(focused()).toBe('lentigo-upload-card');
    await visit.press('Assess all the same');
    const again = await visit.sent();
    expect((again.request.body as FormData).get('force')).toBe('true');
    await visit.refuse(again, 422, 'of_tomorrow', 'There is still nothing to see.');
    expect(visit.page.textContent).not.toContain('Assess all the same');
  });

  it('shows a sign for what has the name of a picture and is none', async () => {
    vi.spyOn(URL, 'createObjectURL').mockReturnValue('blob:x');
    await visit.choose(new File(['words'], 'not.jpg', { type: 'image/jpeg' }));
    visit.page.querySelector('.frame img')?.dispatchEvent(new Event('error'));
    await visit.fixture.whenStable();
    expect(visit.page.querySelector('.frame img')).toBeNull();
    expect(visit.page.querySelector('.frame mat-icon')).not.toBeNull();
    expect(visit.page.textContent).toContain('cannot show this kind of file');
  });

  it('offers no way round for a picture that is too small', async () => {
    await visit.choose(SPOT);
    await visit.press('Assess this picture');
    await visit.refuse(await visit.sent(), 422, 'too_small', 'It has 20 x 20 pixels.', 'too small to be judged');
    expect(visit.page.textContent).not.toContain('Assess all the same');
  });

  it('keeps the picture when the server is busy', async () => {
    await visit.choose(SPOT);
    await visit.press('Assess this picture');
    await visit.refuse(await visit.sent(), 503, 'unavailable', 'Too many pictures are waiting.');
    expect(visit.page.textContent).toContain('spot.jpg');
    await visit.press('Try again');
    await visit.sent();
  });

  it('turns a file that is too large away before it travels', async () => {
    const large = new File(['x'], 'large.jpg', { type: 'image/jpeg' });
    Object.defineProperty(large, 'size', { value: 21_000_000 });
    await visit.choose(large);
    expect(visit.page.querySelector('[role=alert]')?.textContent).toContain('at most 20 MB');
    expect(visit.page.querySelector('lentigo-picture-chooser')).not.toBeNull();
  });

  it('takes files as large as the server has said', async () => {
    expect(visit.page.textContent).toContain('up to 20 MB each');
    TestBed.inject(UploadLimit).told(40_000_000);
    await visit.fixture.whenStable();
    expect(visit.page.textContent).toContain('up to 40 MB each');
    const large = new File(['x'], 'large.heic', { type: 'image/heic' });
    Object.defineProperty(large, 'size', { value: 31_000_000 });
    await visit.choose(large);
    expect(visit.page.querySelector('[role=alert]')).toBeNull();
  });

  it('takes a picture that is dropped beside the box, and leaves words that are moved to the browser', async () => {
    const drag = (type: string, kind: string, files: File[]): Event => {
      const event = new Event(type, { bubbles: true, cancelable: true });
      Object.defineProperty(event, 'dataTransfer', { value: { types: [kind], files } });
      document.body.dispatchEvent(event);
      return event;
    };
    expect(drag('dragover', 'text/plain', []).defaultPrevented).toBe(false);
    expect(drag('dragover', 'Files', []).defaultPrevented).toBe(true);
    expect(drag('drop', 'Files', [SPOT]).defaultPrevented).toBe(true);
    await visit.fixture.whenStable();
    expect(visit.page.textContent).toContain('spot.jpg');
  });

  it('leads to the history', () => {
    expect(visit.page.querySelector('a[href="/history"]')?.textContent).toContain('See your history');
  });

  it('sends several at once, two at a time, and one that fails does not stop the others', async () => {
    const names = ['a.heic', 'b.heic', 'c.heic'];
    await visit.choose(...names.map((name) => new File(['bytes'], name, { type: 'image/heic' })));
    await visit.press('Assess all (3)');
    expect(document.activeElement?.textContent).toBe('Your pictures');
    const server = TestBed.inject(HttpTestingController);
    const asked = await eventually(() => {
      const found = server.match('/predict');
      expect(found).toHaveLength(2);
      return found;
    });
    asked[0]?.flush('', { status: 500, statusText: 'No' });
    asked[1]?.flush({ ...EXAMPLE, id: 18 });
    const last = await visit.sent();
    last.flush({ ...EXAMPLE, id: 19 });
    await eventually(() => expect(visit.page.textContent).toContain('2 of 3 assessed'));
    await visit.fixture.whenStable();
    const cards = [...visit.page.querySelectorAll('lentigo-upload-card')];
    expect(cards.map((card) => card.querySelector('[role=alert]') !== null)).toEqual([true, false, false]);
    expect(cards[1]?.querySelector('a')?.getAttribute('href')).toContain('/history/18');
    await visit.press('Try again');
    (await visit.sent()).flush({ ...EXAMPLE, id: 20 });
    await eventually(() => expect(visit.page.textContent).toContain('3 of 3 assessed'));
  });

  it('gives the focus to the heading of what is left when a picture is taken away', async () => {
    await visit.choose(...['a', 'b', 'c'].map((name) => new File(['bytes'], `${name}.heic`, { type: 'image/heic' })));
    for (const heading of ['Your pictures', 'Assess a picture']) {
      const remove = visit.page.querySelector<HTMLElement>('button.remove');
      remove?.focus();
      remove?.click();
      await visit.fixture.whenStable();
      expect(document.activeElement?.textContent).toBe(heading);
    }
  });
});
