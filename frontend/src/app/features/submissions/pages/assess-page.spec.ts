import { HttpEventType } from '@angular/common/http';
import { HttpTestingController, TestRequest } from '@angular/common/http/testing';
import { ComponentFixture, TestBed } from '@angular/core/testing';
import { By } from '@angular/platform-browser';
import { Router } from '@angular/router';

import { PictureChooser } from '../components/picture-chooser';
import { EXAMPLE } from '../example-submission';
import { AssessPage } from './assess-page';
import { eventually } from '../../../../eventually';

describe('AssessPage', () => {
  let fixture: ComponentFixture<AssessPage>;
  let page: HTMLElement;

  beforeEach(async () => {
    fixture = TestBed.createComponent(AssessPage);
    page = fixture.nativeElement as HTMLElement;
    await fixture.whenStable();
  });

  async function choose(file: File): Promise<void> {
    const chooser = fixture.debugElement.query(By.directive(PictureChooser)).componentInstance as PictureChooser;
    chooser.chosen.emit(file);
    await fixture.whenStable();
  }

  async function press(label: string): Promise<void> {
    const button = [...page.querySelectorAll('button')].find((found) => found.textContent.includes(label));
    expect(button, `a button “${label}” in: ${page.textContent}`).toBeDefined();
    button?.click();
    await fixture.whenStable();
  }

  async function sent(): Promise<TestRequest> {
    return eventually(() => TestBed.inject(HttpTestingController).expectOne('/predict'));
  }

  async function refuse(request: TestRequest, status: number, code: string, message: string): Promise<void> {
    const body = { error: message, message, code, request_id: '1', details: [{ field: 'image', message }] };
    request.flush(body, { status, statusText: 'Refused' });
    await eventually(() => expect(page.textContent).toContain(message));
    await fixture.whenStable();
  }

  const spot = new File(['bytes'], 'spot.jpg', { type: 'image/heic' });

  it('follows the upload, and goes on to the result', async () => {
    const navigate = vi.spyOn(TestBed.inject(Router), 'navigate').mockResolvedValue(true);
    await choose(spot);
    expect(page.textContent).toContain('cannot show this kind of file');
    await press('Assess this picture');
    const request = await sent();
    expect((request.request.body as FormData).get('image')).toBeInstanceOf(File);
    expect((request.request.body as FormData).has('force')).toBe(false);
    request.event({ type: HttpEventType.UploadProgress, loaded: 40, total: 100 });
    await fixture.whenStable();
    expect(page.textContent).toContain('40%');
    request.event({ type: HttpEventType.UploadProgress, loaded: 100, total: 100 });
    await fixture.whenStable();
    expect(page.textContent).toContain('Looking at the picture');
    request.flush(EXAMPLE);
    expect(navigate).toHaveBeenCalledWith(['/history', 17]);
  });

  it('says why a picture was turned away, and assesses it all the same on demand', async () => {
    await choose(spot);
    await press('Assess this picture');
    await refuse(await sent(), 422, 'blank', 'There is nothing to see.');
    await press('Assess all the same');
    const again = await sent();
    expect((again.request.body as FormData).get('force')).toBe('true');
    await refuse(again, 422, 'blank', 'There is still nothing to see.');
    expect(page.textContent).not.toContain('Assess all the same');
  });

  it('offers no way round for a picture that is too small', async () => {
    await choose(spot);
    await press('Assess this picture');
    await refuse(await sent(), 422, 'too_small', 'The picture is only 20 x 20 pixels.');
    expect(page.textContent).not.toContain('Assess all the same');
  });

  it('keeps the picture when the server is busy', async () => {
    await choose(spot);
    await press('Assess this picture');
    await refuse(await sent(), 503, 'unavailable', 'Too many pictures are waiting.');
    expect(page.textContent).toContain('spot.jpg');
    await press('Try again');
    await sent();
  });

  it('turns a file that is too large away before it travels', async () => {
    const large = new File(['x'], 'large.jpg', { type: 'image/jpeg' });
    Object.defineProperty(large, 'size', { value: 21_000_000 });
    await choose(large);
    expect(page.querySelector('[role=alert]')?.textContent).toContain('at most 20 MB');
    expect(page.querySelector('lentigo-picture-chooser')).not.toBeNull();
  });
});
