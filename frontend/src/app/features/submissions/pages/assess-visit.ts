import { HttpTestingController, TestRequest } from '@angular/common/http/testing';
import { signal } from '@angular/core';
import { ComponentFixture, TestBed } from '@angular/core/testing';
import { By } from '@angular/platform-browser';

import { Connection } from '../../../core/connection/connection';
import { Session } from '../../../core/session/session';
import { PictureChooser } from '../components/picture-chooser';
import { WaitingPicture, WaitingPictures } from '../services/waiting-pictures';
import { AssessPage } from './assess-page';
import { eventually } from '../../../../eventually';

/** A file whose kind no browser draws. */
export const SPOT = new File(['bytes'], 'spot.jpg', { type: 'image/heic' });

/** A patient at the upload, for unit tests, with a server, a network and a device that the test plays. */
export class AssessVisit {
  /** What lies on the device; jsdom has no database of its own, the browser tests use the real one. */
  kept: WaitingPicture[] = [];
  readonly online = signal(true);
  readonly fixture: ComponentFixture<AssessPage>;
  readonly page: HTMLElement;

  private constructor() {
    const waiting = {
      of: () => Promise.resolve([...this.kept]),
      has: (id: string) => Promise.resolve(this.kept.some((one) => one.id === id)),
      put: (picture: WaitingPicture) => Promise.resolve(this.kept.length < 20 && this.kept.push(picture) > 0),
      remove: (id: string) => Promise.resolve(void (this.kept = this.kept.filter((one) => one.id !== id))),
    };
    const { online } = this;
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
    this.fixture = TestBed.createComponent(AssessPage);
    this.page = this.fixture.nativeElement as HTMLElement;
  }

  static async begin(): Promise<AssessVisit> {
    const visit = new AssessVisit();
    await visit.fixture.whenStable();
    return visit;
  }

  async choose(...files: File[]): Promise<void> {
    const chooser = this.fixture.debugElement.query(By.directive(PictureChooser)).componentInstance as PictureChooser;
    chooser.chosen.emit(files);
    await this.fixture.whenStable();
  }

  async press(label: string): Promise<void> {
    const button = [...this.page.querySelectorAll('button')].find((found) => found.textContent.includes(label));
    if (!button) {
      throw new Error(`There is no button “${label}” in: ${this.page.textContent}`);
    }
    button.focus();
    button.click();
    await this.fixture.whenStable();
  }

  async sent(): Promise<TestRequest> {
    return eventually(() => TestBed.inject(HttpTestingController).expectOne('/predict'));
  }

  async refuse(request: TestRequest, status: number, code: string, message: string, said = message): Promise<void> {
    const body = { error: message, message, code, request_id: '1', details: [{ field: 'image', message }] };
    request.flush(body, { status, statusText: 'Refused' });
    await eventually(() => {
      if (!this.page.textContent.includes(said)) {
        throw new Error(`Expected “${said}” in: ${this.page.textContent}`);
      }
    });
    await this.fixture.whenStable();
  }
}
