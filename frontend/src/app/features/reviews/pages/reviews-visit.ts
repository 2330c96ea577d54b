import { HttpTestingController, TestRequest } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';

import { EXAMPLE_CASE } from '../example-case';
import reviewsRoutes from '../reviews.routes';
import { CaseSummary } from '../services/reviews';
import { eventually } from '../../../../eventually';

/** A case of the list, for unit tests. */
export function row(id: number, change: Partial<CaseSummary> = {}): CaseSummary {
  return { ...EXAMPLE_CASE, id, ...change };
}

/** What the server says when it refuses. */
export function refusal(message: string, code: string): object {
  return { error: message, message, code, request_id: '1' };
}

/** A doctor at the reviews, for unit tests, with a server that the test plays. */
export class ReviewsVisit {
  page!: HTMLElement;

  private constructor(
    readonly harness: RouterTestingHarness,
    readonly router: Router,
    readonly server: HttpTestingController,
  ) {}

  static async begin(): Promise<ReviewsVisit> {
    const router = TestBed.inject(Router);
    router.resetConfig([{ path: 'reviews', loadChildren: () => Promise.resolve(reviewsRoutes) }]);
    return new ReviewsVisit(await RouterTestingHarness.create(), router, TestBed.inject(HttpTestingController));
  }

  async open(address: string): Promise<void> {
    await this.harness.navigateByUrl(address);
    this.page = this.harness.routeNativeElement as HTMLElement;
  }

  /** The first of two cases that wait. */
  async openCase(): Promise<void> {
    await this.open('/reviews/17');
    const answer = { cases: [row(17), row(18)], next: null, total: 2 };
    (await this.request('GET /reviews?state=waiting&limit=30')).flush(answer);
    (await this.request('GET /reviews/17')).flush(EXAMPLE_CASE);
    await this.until(() => {
      if (this.button('Confirm: Melanoma').disabled) {
        throw new Error('The case cannot be decided yet.');
      }
    });
  }

  async request(asked: string): Promise<TestRequest> {
    return eventually(() =>
      this.server.expectOne(({ urlWithParams, method }) => `${method} ${urlWithParams}` === asked),
    );
  }

  async until(check: () => void): Promise<void> {
    await eventually(() => {
      this.harness.detectChanges();
      check();
    });
  }

  button(label: string): HTMLButtonElement {
    const found = [...this.page.querySelectorAll('button')].find((one) => one.textContent.includes(label));
    if (!found) {
      throw new Error(`There is no button "${label}".`);
    }
    return found;
  }

  write(note: string): void {
    const field = this.page.querySelector('textarea') as HTMLTextAreaElement;
    field.value = note;
    field.dispatchEvent(new Event('input'));
  }

  press(key: KeyboardEventInit): void {
    document.dispatchEvent(new KeyboardEvent('keydown', key));
  }
}
