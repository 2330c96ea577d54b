import { computed, effect, inject, Injectable, signal } from '@angular/core';
import { catchError, concatMap, defer, EMPTY, Observable, Subscription, switchMap } from 'rxjs';

import { Failure } from '../../../core/api/failure';
import { Connection } from '../../../core/connection/connection';
import { Session } from '../../../core/session/session';
import { UploadLimit } from '../../../core/session/upload-limit';
import { randomId } from '../../../shared/random-id';
import { ChosenLesion } from '../../lesions/services/chosen-lesion';
import { LostLesion } from '../../lesions/services/lost-lesion';
import { onePageAtATime } from './one-page-at-a-time';
import { canPreview, refusalOf } from './picture-file';
import { AssessmentProgress, Submissions } from './submissions';
import { judged, refusedState, Upload, UploadState } from './upload';
import { MOST_WAITING, WaitingPictures } from './waiting-pictures';

/** More would only wait for one another at the server. */
const AT_ONCE = 2;
/** A page that is just being closed hears of the network, too; it would send a picture and not live to note it. */
const SETTLED_MS = 1000;

/**
 * The pictures that were chosen, on their way to a result. They go on while one looks at another page; without a network
 * they wait on the device.
 */
@Injectable({ providedIn: 'root' })
export class Uploads {
  readonly #submissions = inject(Submissions);
  readonly #connection = inject(Connection);
  readonly #session = inject(Session);
  readonly #limit = inject(UploadLimit);
  readonly #waiting = inject(WaitingPictures);
  readonly #lesion = inject(ChosenLesion).id;
  readonly #lost = inject(LostLesion);
  readonly #all = signal<readonly Upload[]>([]);
  readonly #running = new Map<string, Subscription>();
  /** Every one that was taken up here: what lies on the device a moment longer is not sent once more. */
  readonly #known = new Set<string>();
  /** Those that lie on the device, where another page may find them, too. */
  readonly #kept = new Set<string>();

  readonly all = this.#all.asReadonly();
  readonly ready = computed(() => this.#all().filter(({ state }) => state.step === 'ready'));
  readonly done = computed(() => this.#all().filter(({ state }) => state.step === 'done'));

  constructor() {
    this.#session.whenForgotten(() => this.#forget());
    effect((onCleanup) => {
      if (this.#connection.reachable()) {
        const soon = setTimeout(() => this.#sendWaiting(), SETTLED_MS);
        onCleanup(() => clearTimeout(soon));
      }
    });
  }

  /** Take up what waits on this device for the person who is signed in. */
  async resume(): Promise<void> {
    const owner = this.#session.account()?._id;
    if (!owner) {
      return;
    }
    try {
      const kept = (await this.#waiting.of(owner)).filter(({ id }) => !this.#known.has(id));
      if (this.#session.account()?._id !== owner) {
        return;
      }
      kept.forEach(({ id }) => {
        this.#known.add(id);
        this.#kept.add(id);
      });
      const state = { step: 'waiting' } as const;
      this.#all.update((all) => [
        ...all,
        ...kept.map(({ id, file, force, lesion = null }) => ({
          ...{ id, file, force, lesion, state },
          preview: previewOf(file),
        })),
      ]);
    } catch {
      // A device that keeps nothing has kept nothing.
      return;
    }
    if (this.#connection.reachable()) {
      this.#sendWaiting();
    }
  }

  add(files: readonly File[]): void {
    const uploads = files.map((file) => made(file, this.#limit.bytes()));
    uploads.forEach(({ id }) => this.#known.add(id));
    this.#all.update((all) => [...all, ...uploads]);
  }

  start(id: string, force = false): void {
    // What is chosen by now is no word on one that was sent before.
    const fresh = this.ready().some((one) => one.id === id);
    this.#change(id, { force, ...(fresh && { lesion: this.#lesion() }) });
    this.#queue(id);
  }

  startAll(): void {
    this.ready().forEach(({ id }) => this.start(id));
  }

  /** Forget one, wherever it is: on the way, it is given up. */
  remove(id: string): void {
    this.#drop(id);
    void this.#unkeep(id);
    this.#next();
  }

  clearDone(): void {
    this.done().forEach(({ id }) => this.remove(id));
  }

  #queue(id: string): void {
    if (this.#connection.reachable()) {
      this.#change(id, { state: { step: 'queued' } });
      this.#next();
    } else {
      void this.#keep(id);
    }
  }

  #next(): void {
    for (const upload of this.#all()) {
      if (this.#running.size >= AT_ONCE) {
        return;
      }
      if (upload.state.step === 'queued' && !this.#running.has(upload.id)) {
        this.#send(upload);
      }
    }
  }

  #send(upload: Upload): void {
    const { id, file, force, lesion } = upload;
    const running = new Subscription();
    this.#running.set(id, running);
    this.#change(id, { state: { step: 'sending', sent: 0 } });
    const sending = this.#kept.has(id) ? this.#sendKept(upload) : this.#submissions.assess(file, force, lesion, id);
    let done = false;
    running.add(
      sending.subscribe({
        next: (state) => {
          this.#change(id, { state });
          done = state.step === 'done';
        },
        error: (error: unknown) => {
          const failure = Failure.from(error);
          this.#running.delete(id);
          if (failure.code === 'unreachable' && !this.#connection.reachable()) {
            void this.#keep(id);
          } else if (failure.code === 'not_found' && lesion !== null) {
            // The spot is followed no longer, which is no reason to lose a picture of it.
            this.#giveUp(lesion);
            this.#change(id, { state: { step: 'queued' } });
            this.#next();
          } else {
            this.#change(id, { state: refusedState(failure, force) });
            this.#next();
          }
        },
        complete: () => {
          this.#running.delete(id);
          if (!done) {
            // Another page was quicker; its result stands in the history.
            this.#drop(id);
          }
          this.#next();
        },
      }),
    );
  }

  /** Send what lies on the device, unless another page has; it lies there until the server has spoken about it. */
  #sendKept({ id, file, force, lesion }: Upload): Observable<AssessmentProgress> {
    const work = defer(() => this.#waits(id)).pipe(
      switchMap((waits) => (waits ? this.#submissions.assess(file, force, lesion, id) : EMPTY)),
      concatMap(async (progress) => {
        if (progress.step === 'done') {
          await this.#unkeep(id);
        }
        return progress;
      }),
      catchError(async (error: unknown) => {
        if (judged(refusedState(Failure.from(error), force))) {
          await this.#unkeep(id);
        }
        throw error;
      }),
    );
    return onePageAtATime(`lentigo.waiting.${id}`, work);
  }

  async #waits(id: string): Promise<boolean> {
    try {
      return await this.#waiting.has(id);
    } catch {
      // A device that cannot be asked has no other page that could.
      return true;
    }
  }

  async #keep(id: string): Promise<void> {
    const owner = this.#session.account()?._id;
    const upload = this.#all().find((one) => one.id === id);
    if (!owner || !upload) {
      return;
    }
    this.#change(id, { state: { step: 'waiting' } });
    const { file, force, lesion } = upload;
    let refusal: UploadState | null = null;
    try {
      // One that could not be sent lies there still.
      if (!this.#kept.has(id)) {
        if (await this.#waiting.put({ id, owner, file, force, lesion, chosen: Date.now() })) {
          this.#kept.add(id);
        } else {
          refusal = failed('submissions.assess.tooMany', { most: MOST_WAITING });
        }
      }
    } catch {
      refusal = failed('submissions.assess.notKept');
    }
    if (refusal) {
      this.#change(id, { state: refusal });
    } else if (this.#connection.reachable()) {
      setTimeout(() => this.#sendWaiting(), SETTLED_MS);
    }
  }

  async #unkeep(id: string): Promise<void> {
    this.#kept.delete(id);
    try {
      await this.#waiting.remove(id);
    } catch {
      // Nothing was kept then.
    }
  }

  /** A spot is followed no longer: no picture is sent with it any more, none can be, and the person is told once. */
  #giveUp(lesion: string): void {
    if (!this.#all().some((one) => one.lesion === lesion)) {
      return;
    }
    this.#all.update((all) => all.map((one) => (one.lesion === lesion ? { ...one, lesion: null } : one)));
    void this.#lost.tell(lesion);
  }

  #sendWaiting(): void {
    this.#all()
      // One that is only just being kept follows by itself.
      .filter(({ id, state }) => state.step === 'waiting' && this.#kept.has(id))
      .forEach(({ id }) => this.#change(id, { state: { step: 'queued' } }));
    this.#next();
  }

  #change(id: string, change: Partial<Pick<Upload, 'force' | 'lesion' | 'state'>>): void {
    this.#all.update((all) => all.map((upload) => (upload.id === id ? { ...upload, ...change } : upload)));
  }

  /** Take one from the list; on the way, it is given up. */
  #drop(id: string): void {
    this.#running.get(id)?.unsubscribe();
    this.#running.delete(id);
    this.#all().forEach((upload) => {
      if (upload.id === id && upload.preview) {
        URL.revokeObjectURL(upload.preview);
      }
    });
    this.#all.update((all) => all.filter((upload) => upload.id !== id));
  }

  /** What lies on the device stays there: it is the session's to erase. */
  #forget(): void {
    this.#running.forEach((running) => running.unsubscribe());
    this.#running.clear();
    this.#known.clear();
    this.#kept.clear();
    this.#all().forEach(({ preview }) => preview && URL.revokeObjectURL(preview));
    this.#all.set([]);
  }
}

function made(file: File, most: number): Upload {
  const refusal = refusalOf(file, most);
  const state: UploadState = refusal
    ? { step: 'failed', failure: Failure.own(refusal), final: true }
    : { step: 'ready' };
  return { id: randomId(), file, force: false, lesion: null, preview: previewOf(file), state };
}

function previewOf(file: File): string | null {
  return canPreview(file) ? URL.createObjectURL(file) : null;
}

function failed(key: string, params?: Readonly<Record<string, string | number>>): UploadState {
  return { step: 'failed', failure: Failure.own({ key, ...(params && { params }) }), final: false };
}
