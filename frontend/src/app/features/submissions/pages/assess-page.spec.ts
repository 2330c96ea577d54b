import { HttpEventType } from '@angular/common/http';
import { HttpTestingController, TestRequest } from '@angular/common/http/testing';
import { createEnvironmentInjector, EnvironmentInjector, signal } from '@angular/core';
import { ComponentFixture, TestBed } from '@angular/core/testing';
import { By } from '@angular/platform-browser';
import { Router } from '@angular/router';

import { Connection } from '../../../core/connection/connection';
import { Session } from '../../../core/session/session';
import { UploadLimit } from '../../../core/session/upload-limit';
import { PictureChooser } from '../components/picture-chooser';
import { EXAMPLE } from '../example-submission';
import { Uploads } from '../services/uploads';
import { WaitingPicture, WaitingPictures } from '../services/waiting-pictures';
import { AssessPage } from './assess-page';
import { eventually } from '../../../../eventually';

describe('AssessPage', () => {
  let fixture: ComponentFixture<AssessPage>;
  let page: HTMLElement;
  /** What lies on the device; jsdom has no database of its own, the browser tests use the real one. */
  let kept: WaitingPicture[];
  const online = signal(true);

  beforeEach(async () => {
    kept = [];
    online.set(true);
    const waiting = {
      of: () => Promise.resolve([...kept]),
      has: (id: string) => Promise.resolve(kept.some((one) => one.id === id)),
      put: (picture: WaitingPicture) => Promise.resolve(kept.length < 20 && kept.push(picture) > 0),
      remove: (id: string) => Promise.resolve(void (kept = kept.filter((one) => one.id !== id))),
    };
    TestBed.configureTestingModule({
      providers: [
        { provide: WaitingPictures, useValue: waiting },
        {
          provide: Connection,
          useValue: { online, reachable: online, answered: () => undefined, unanswered: () => undefined },
        },
        {
          provide: Session,
          useValue: {
            account: () => ({ _id: 'ada' }),
            token: () => Promise.resolve(null),
            whenForgotten: () => undefined,
          },
        },
      ],
    });
    fixture = TestBed.createComponent(AssessPage);
    page = fixture.nativeElement as HTMLElement;
    await fixture.whenStable();
  });

  async function choose(...files: File[]): Promise<void> {
    const chooser = fixture.debugElement.query(By.directive(PictureChooser)).componentInstance as PictureChooser;
    chooser.chosen.emit(files);
    await fixture.whenStable();
  }

  async function press(label: string): Promise<void> {
    const button = [...page.querySelectorAll('button')].find((found) => found.textContent.includes(label));
    expect(button, `a button “${label}” in: ${page.textContent}`).toBeDefined();
    button?.focus();
    button?.click();
    await fixture.whenStable();
  }

  function focused(): string | undefined {
    return document.activeElement?.tagName.toLowerCase();
  }

  async function sent(): Promise<TestRequest> {
    return eventually(() => TestBed.inject(HttpTestingController).expectOne('/predict'));
  }

  async function refuse(
    request: TestRequest,
    status: number,
    code: string,
    message: string,
    said = message,
  ): Promise<void> {
    const body = { error: message, message, code, request_id: '1', details: [{ field: 'image', message }] };
    request.flush(body, { status, statusText: 'Refused' });
    await eventually(() => expect(page.textContent).toContain(said));
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
    await eventually(() => expect(navigate).toHaveBeenCalledWith(['/history', 17]));
  });

  it('says why a picture was turned away, and assesses it all the same on demand', async () => {
    await choose(spot);
    await press('Assess this picture');
    expect(focused()).toBe('lentigo-upload-card');
    await refuse(await sent(), 422, 'blank', 'Nothing here.', 'Check that nothing covers the camera');
    expect(focused()).toBe('lentigo-upload-card');
    await press('Assess all the same');
    const again = await sent();
    expect((again.request.body as FormData).get('force')).toBe('true');
    await refuse(again, 422, 'of_tomorrow', 'There is still nothing to see.');
    expect(page.textContent).not.toContain('Assess all the same');
  });

  it('shows a sign for what has the name of a picture and is none', async () => {
    vi.spyOn(URL, 'createObjectURL').mockReturnValue('blob:x');
    await choose(new File(['words'], 'not.jpg', { type: 'image/jpeg' }));
    page.querySelector('.frame img')?.dispatchEvent(new Event('error'));
    await fixture.whenStable();
    expect(page.querySelector('.frame img')).toBeNull();
    expect(page.querySelector('.frame mat-icon')).not.toBeNull();
    expect(page.textContent).toContain('cannot show this kind of file');
  });

  it('offers no way round for a picture that is too small', async () => {
    await choose(spot);
    await press('Assess this picture');
    await refuse(await sent(), 422, 'too_small', 'It has 20 x 20 pixels.', 'too small to be judged');
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

  it('takes files as large as the server has said', async () => {
    expect(page.textContent).toContain('up to 20 MB each');
    TestBed.inject(UploadLimit).told(40_000_000);
    await fixture.whenStable();
    expect(page.textContent).toContain('up to 40 MB each');
    const large = new File(['x'], 'large.heic', { type: 'image/heic' });
    Object.defineProperty(large, 'size', { value: 31_000_000 });
    await choose(large);
    expect(page.querySelector('[role=alert]')).toBeNull();
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
    expect(drag('drop', 'Files', [spot]).defaultPrevented).toBe(true);
    await fixture.whenStable();
    expect(page.textContent).toContain('spot.jpg');
  });

  it('leads to the history', () => {
    expect(page.querySelector('a[href="/history"]')?.textContent).toContain('See your history');
  });

  it('sends several at once, two at a time, and one that fails does not stop the others', async () => {
    const names = ['a.heic', 'b.heic', 'c.heic'];
    await choose(...names.map((name) => new File(['bytes'], name, { type: 'image/heic' })));
    await press('Assess all (3)');
    expect(document.activeElement?.textContent).toBe('Your pictures');
    const server = TestBed.inject(HttpTestingController);
    const asked = await eventually(() => {
      const found = server.match('/predict');
      expect(found).toHaveLength(2);
      return found;
    });
    asked[0]?.flush('', { status: 500, statusText: 'No' });
    asked[1]?.flush({ ...EXAMPLE, id: 18 });
    const last = await sent();
    last.flush({ ...EXAMPLE, id: 19 });
    await eventually(() => expect(page.textContent).toContain('2 of 3 assessed'));
    await fixture.whenStable();
    const cards = [...page.querySelectorAll('lentigo-upload-card')];
    expect(cards.map((card) => card.querySelector('[role=alert]') !== null)).toEqual([true, false, false]);
    expect(cards[1]?.querySelector('a')?.getAttribute('href')).toContain('/history/18');
    await press('Try again');
    (await sent()).flush({ ...EXAMPLE, id: 20 });
    await eventually(() => expect(page.textContent).toContain('3 of 3 assessed'));
  });

  it('gives the focus to the heading of what is left when a picture is taken away', async () => {
    await choose(...['a', 'b', 'c'].map((name) => new File(['bytes'], `${name}.heic`, { type: 'image/heic' })));
    for (const heading of ['Your pictures', 'Assess a picture']) {
      const remove = page.querySelector<HTMLElement>('button.remove');
      remove?.focus();
      remove?.click();
      await fixture.whenStable();
      expect(document.activeElement?.textContent).toBe(heading);
    }
  });

  it('keeps what is chosen without a network on the device, and sends it when there is one', async () => {
    vi.spyOn(TestBed.inject(Router), 'navigate').mockResolvedValue(true);
    online.set(false);
    await choose(spot);
    expect(page.textContent).toContain('What you choose now is kept on this device');
    // The notice above every page says so already.
    expect(page.textContent).not.toContain('You are offline');
    await press('Assess this picture');
    await eventually(() => expect(page.textContent).toContain('Waits for the network'));
    expect(kept).toMatchObject([{ owner: 'ada', force: false }]);
    expect(kept[0]?.file).toBe(spot);
    online.set(true);
    (await sent()).flush(EXAMPLE);
    await eventually(() => expect(kept).toEqual([]));
  });

  it('keeps no more than twenty', async () => {
    online.set(false);
    kept = Array.from({ length: 20 }, (_, id) => ({ id: `${id}`, owner: 'ada', file: spot, force: false, chosen: id }));
    await choose(spot);
    await press('Assess this picture');
    await eventually(() => expect(page.querySelector('[role=alert]')?.textContent).toContain('20 pictures wait'));
    expect(kept).toHaveLength(20);
  });

  it('takes up what waited on the device at an earlier visit', async () => {
    online.set(false);
    kept = [{ id: 'x', owner: 'ada', file: spot, force: true, chosen: 1 }];
    await TestBed.inject(Uploads).resume();
    await fixture.whenStable();
    expect(page.textContent).toContain('Waits for the network');
    online.set(true);
    const request = await sent();
    expect((request.request.body as FormData).get('force')).toBe('true');
  });

  it('sends what waited once, however often its page is opened meanwhile', async () => {
    vi.spyOn(TestBed.inject(Router), 'navigate').mockResolvedValue(true);
    const uploads = TestBed.inject(Uploads);
    kept = [{ id: 'x', owner: 'ada', file: spot, force: false, chosen: 1 }];
    await Promise.all([uploads.resume(), uploads.resume()]);
    (await sent()).flush(EXAMPLE);
    kept = [{ id: 'x', owner: 'ada', file: spot, force: false, chosen: 1 }];
    await uploads.resume();
    await fixture.whenStable();
    TestBed.inject(HttpTestingController).expectNone('/predict');
  });

  it('loses nothing that waits when the network goes once more, nor when the server is busy', async () => {
    const one = { id: 'x', owner: 'ada', file: spot, force: false, chosen: 1 };
    kept = [one];
    await TestBed.inject(Uploads).resume();
    const lost = await sent();
    online.set(false);
    lost.error(new ProgressEvent('error'));
    await eventually(() => expect(page.textContent).toContain('Waits for the network'));
    expect(kept).toEqual([one]);
    online.set(true);
    await refuse(await sent(), 503, 'unavailable', 'Too many pictures are waiting.');
    expect(kept).toEqual([one]);
  });

  it('sends what waits once, though two pages of this device take it up', async () => {
    const locks = new Locks();
    Object.defineProperty(navigator, 'locks', { value: locks, configurable: true });
    const other = createEnvironmentInjector([Uploads], TestBed.inject(EnvironmentInjector));
    const [here, there] = [TestBed.inject(Uploads), other.get(Uploads)];
    expect(there).not.toBe(here);
    try {
      kept = [{ id: 'x', owner: 'ada', file: spot, force: false, chosen: 1 }];
      await Promise.all([here.resume(), there.resume()]);
      expect(locks.asked).toEqual(['lentigo.waiting.x', 'lentigo.waiting.x']);
      vi.spyOn(TestBed.inject(Router), 'navigate').mockResolvedValue(true);
      (await sent()).flush(EXAMPLE);
      await eventually(() => expect(there.all()).toEqual([]));
      expect(kept).toEqual([]);
      TestBed.inject(HttpTestingController).expectNone('/predict');
    } finally {
      other.destroy();
      Reflect.deleteProperty(navigator, 'locks');
    }
  });
});

/** The browser's locks, which jsdom lacks: one after the other for each name. */
class Locks {
  readonly asked: string[] = [];
  readonly #last = new Map<string, Promise<void>>();

  request(name: string, _options: LockOptions, turn: () => Promise<void>): Promise<void> {
    this.asked.push(name);
    const mine = (this.#last.get(name) ?? Promise.resolve()).then(turn);
    this.#last.set(name, mine);
    return mine;
  }
}
