import { HttpTestingController, TestRequest } from '@angular/common/http/testing';
import { createEnvironmentInjector, EnvironmentInjector, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';

import { eventually } from '../../../../eventually';
import { textsOf } from '../../../../texts-on-disk';
import { Connection } from '../../../core/connection/connection';
import { Session } from '../../../core/session/session';
import { Messages } from '../../../shared/messages';
import { EXAMPLE_LESION } from '../../lesions/example-lesion';
import { ChosenLesion } from '../../lesions/services/chosen-lesion';
import { OwnLesions } from '../../lesions/services/own-lesions';
import { EXAMPLE } from '../example-submission';
import { Uploads } from './uploads';
import { WaitingPicture, WaitingPictures } from './waiting-pictures';

const AWAY = { status: 503, statusText: 'Unavailable' };
const BUSY = { error: 'Too many.', message: 'Too many.', code: 'unavailable', request_id: '1' };

describe('Uploads', () => {
  const online = signal(true);
  const spot = new File(['x'], 'spot.jpg', { type: 'image/jpeg' });
  /** What lies on the device; jsdom has no database of its own. */
  let kept: WaitingPicture[];
  let uploads: Uploads;

  beforeEach(() => {
    kept = [];
    online.set(true);
    const waiting = {
      of: () => Promise.resolve([...kept]),
      has: (id: string) => Promise.resolve(kept.some((one) => one.id === id)),
      put: (picture: WaitingPicture) => Promise.resolve(kept.push(picture) > 0),
      remove: (id: string) => Promise.resolve(void (kept = kept.filter((one) => one.id !== id))),
    };
    const connection = { online, reachable: online, answered: () => undefined, unanswered: () => undefined };
    const session = {
      account: () => ({ _id: 'ada' }),
      token: () => Promise.resolve(null),
      whenForgotten: () => undefined,
    };
    TestBed.configureTestingModule({
      providers: [
        { provide: WaitingPictures, useValue: waiting },
        { provide: Connection, useValue: connection },
        { provide: Session, useValue: session },
      ],
    });
    uploads = TestBed.inject(Uploads);
  });

  function sent(): Promise<TestRequest> {
    return eventually(() => TestBed.inject(HttpTestingController).expectOne('/predict'));
  }

  function keyOf({ request }: TestRequest): string | null {
    return request.headers.get('Idempotency-Key');
  }

  /** Choose a picture and send it, which fails; gives its key. */
  async function failed(): Promise<string | null> {
    uploads.add([spot]);
    uploads.startAll();
    const request = await sent();
    request.flush(BUSY, AWAY);
    return keyOf(request);
  }

  it('sends each picture under a key of its own, and once more under the same', async () => {
    const first = await failed();
    expect(first).toMatch(/^[0-9a-f]{32}$/);
    uploads.start(uploads.all()[0]?.id ?? '');
    const again = await sent();
    expect(keyOf(again)).toBe(first);
    again.flush(EXAMPLE);
    // The very same file, chosen anew, is another upload.
    expect(await failed()).not.toBe(first);
  });

  it('insists under the same key, for of what was turned away nothing was kept', async () => {
    uploads.add([spot]);
    uploads.startAll();
    const refused = await sent();
    refused.flush({ ...BUSY, code: 'unassessable' }, { status: 422, statusText: 'Unprocessable' });
    uploads.start(uploads.all()[0]?.id ?? '', true);
    expect(keyOf(await sent())).toBe(keyOf(refused));
  });

  it('keeps the key with what waits, so that a page that could not note the answer sends it under the same', async () => {
    online.set(false);
    uploads.add([spot]);
    uploads.startAll();
    await eventually(() => expect(kept).toHaveLength(1));
    online.set(true);
    // This page dies while its request is under way; the picture lies there still.
    const lost = keyOf(await sent());
    expect(kept).toHaveLength(1);
    const next = createEnvironmentInjector([Uploads], TestBed.inject(EnvironmentInjector));
    try {
      await next.get(Uploads).resume();
      const again = await sent();
      expect(keyOf(again)).toBe(lost);
      again.flush(EXAMPLE);
      await eventually(() => expect(kept).toEqual([]));
    } finally {
      next.destroy();
    }
  });

  it('keeps the key of what was under way when the network went', async () => {
    uploads.add([spot]);
    uploads.startAll();
    const lost = await sent();
    online.set(false);
    lost.error(new ProgressEvent('error'));
    await eventually(() => expect(kept).toHaveLength(1));
    online.set(true);
    expect(keyOf(await sent())).toBe(keyOf(lost));
  });

  it('sends with each picture the spot that was chosen when it was started, also after waiting for the network', async () => {
    const chosen = TestBed.inject(ChosenLesion).id;
    online.set(false);
    uploads.add([spot]);
    chosen.set('ear');
    uploads.startAll();
    await eventually(() => expect(kept).toMatchObject([{ lesion: 'ear' }]));
    // What is chosen for the next pictures is no word on this one.
    chosen.set('foot');
    online.set(true);
    expect(lesionOf(await sent())).toBe('ear');
    const next = createEnvironmentInjector([Uploads], TestBed.inject(EnvironmentInjector));
    try {
      await next.get(Uploads).resume();
      expect(lesionOf(await sent())).toBe('ear');
    } finally {
      next.destroy();
    }
  });

  it.each([
    ['refused', 422, 'unassessable', true],
    ['not taken', 503, 'unavailable', false],
  ])('sends a picture that was %s once more with its own spot', async (_, status, code, force) => {
    const chosen = TestBed.inject(ChosenLesion).id;
    chosen.set('ear');
    uploads.add([spot]);
    uploads.startAll();
    (await sent()).flush({ ...BUSY, code }, { status, statusText: 'No' });
    chosen.set('foot');
    uploads.start(uploads.all()[0]?.id ?? '', force);
    expect(lesionOf(await sent())).toBe('ear');
  });

  it('offers a spot no more that is followed no longer, and says so once for all its pictures', async () => {
    const own = TestBed.inject(OwnLesions);
    const told = vi.spyOn(TestBed.inject(Messages), 'show').mockReturnValue();
    const server = TestBed.inject(HttpTestingController);
    const known = own.refresh();
    (await eventually(() => server.expectOne('/lesions'))).flush([EXAMPLE_LESION]);
    await known;
    TestBed.inject(ChosenLesion).id.set(EXAMPLE_LESION.id);
    uploads.add([spot, spot, spot]);
    uploads.startAll();
    const refused = await eventually(() => {
      const asked = server.match('/predict');
      expect(asked).toHaveLength(2);
      return asked;
    });
    refused.forEach((one) => one.flush({ ...BUSY, code: 'not_found' }, { status: 404, statusText: 'Not found' }));
    const again = await eventually(() => {
      const asked = server.match('/predict');
      expect(asked).toHaveLength(2);
      return asked;
    });
    again.forEach((one) => one.flush(EXAMPLE));
    // Nor does the one that had to wait its turn.
    expect([...again, await sent()].map(lesionOf)).toEqual([null, null, null]);
    expect(TestBed.inject(ChosenLesion).id()).toBeNull();
    expect(own.all()).toEqual([]);
    await eventually(() => expect(told).toHaveBeenCalledTimes(1));
    expect(told).toHaveBeenCalledWith(textsOf('lesions', 'en')['field']['gone']);
  });

  it('leaves the choice of another spot alone when one is followed no longer', async () => {
    const chosen = TestBed.inject(ChosenLesion).id;
    chosen.set('gone');
    uploads.add([spot]);
    uploads.startAll();
    const refused = await sent();
    chosen.set('foot');
    refused.flush({ ...BUSY, code: 'not_found' }, { status: 404, statusText: 'Not found' });
    expect(lesionOf(await sent())).toBeNull();
    expect(chosen()).toBe('foot');
  });

  it('sends without its spot a picture whose spot is followed no longer, and again under the same key', async () => {
    TestBed.inject(ChosenLesion).id.set('gone');
    uploads.add([spot]);
    uploads.startAll();
    const refused = await sent();
    expect(lesionOf(refused)).toBe('gone');
    refused.flush({ ...BUSY, code: 'not_found' }, { status: 404, statusText: 'Not found' });
    const again = await sent();
    expect(lesionOf(again)).toBeNull();
    expect(keyOf(again)).toBe(keyOf(refused));
    again.flush(EXAMPLE);
    expect(uploads.done()).toHaveLength(1);
  });
});

function lesionOf({ request }: TestRequest): FormDataEntryValue | null {
  return (request.body as FormData).get('lesion_id');
}
