import { NgTemplateOutlet } from '@angular/common';
import {
  afterRenderEffect,
  Component,
  computed,
  effect,
  ElementRef,
  inject,
  input,
  output,
  signal,
  untracked,
  viewChild,
  viewChildren,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';

import { Failure } from '../../../core/api/failure';
import { Texts } from '../../../core/language/texts';
import { FailureNotice } from '../../../shared/failure-notice';
import { inView } from '../../../shared/in-view';
import { Loading } from '../../../shared/loading';
import { Messages } from '../../../shared/messages';
import { Side, Subject } from '../services/conversations';
import { Thread } from '../services/thread';
import { Unsent } from '../services/unsent';
import { MessageForm } from './message-form';
import { MessageText } from './message-text';

/** How many messages there are, and how many of them wait for whoever looks at them. */
export interface Tally {
  readonly messages: number;
  readonly unread: number;
}

/** What a patient and the doctors write to each other about one submission. */
@Component({
  selector: 'lentigo-conversation',
  imports: [FailureNotice, Loading, MatButton, MessageForm, MessageText, NgTemplateOutlet, RouterLink, TranslocoPipe],
  providers: [Thread],
  templateUrl: './conversation.html',
  styleUrl: './conversation.scss',
  host: { '[class]': 'side()' },
})
export class ConversationCard {
  protected readonly thread = inject(Thread);
  readonly #unsent = inject(Unsent);
  readonly #messages = inject(Messages);
  readonly #texts = inject(Texts);

  /** As whom one reads and writes. */
  readonly side = input.required<Side>();
  /** Number of the submission. */
  readonly id = input.required<number>();
  /** Whether the owner has taken it back from the doctors; after a change everything is asked for anew. */
  readonly withheld = input(false);
  readonly changed = output<Tally>();

  protected readonly subject = computed<Subject>(() => ({ side: this.side(), id: this.id() }));
  protected readonly failure = signal<Failure | null>(null);
  protected readonly settling = signal(false);
  /** There is nothing to read, and nothing can be written. */
  protected readonly silent = computed(() => {
    const shown = this.thread.conversation();
    return this.side() === 'patient' && shown !== null && !shown.open && shown.total === 0 && !this.typed();
  });
  /** What was typed is not taken away when the conversation closes meanwhile. */
  protected readonly typed = computed(
    () => this.thread.conversation() !== null && this.#unsent.of(this.subject()) !== '',
  );
  private readonly heading = viewChild<ElementRef<HTMLElement>>('heading');
  private readonly log = viewChild<ElementRef<HTMLElement>>('log');
  private readonly rows = viewChildren(MessageText, { read: ElementRef });
  readonly #last = computed(() => this.rows().at(-1));
  readonly #read = inView(this.#last);
  readonly #tally = computed<Tally | null>(
    () => {
      const shown = this.thread.conversation();
      return shown && { messages: shown.total, unread: shown.unread };
    },
    { equal: (one, other) => one?.messages === other?.messages && one?.unread === other?.unread },
  );

  constructor() {
    effect(() => {
      const subject = this.subject();
      this.withheld();
      untracked(() => {
        this.failure.set(null);
        this.thread.show(subject);
      });
    });
    effect(() => {
      const tally = this.#tally();
      if (tally) {
        untracked(() => this.changed.emit(tally));
      }
    });
    effect(() => {
      const shown = this.thread.conversation();
      const drawn = shown !== null && shown.messages.length === this.rows().length;
      if (this.side() === 'patient' && drawn && shown.unread > 0 && this.#read() && this.thread.visible()) {
        // It is no matter if that fails: with the next answer it is tried again.
        untracked(() => this.thread.see(this.subject()).catch(() => undefined));
      }
    });
    afterRenderEffect(() => {
      const log = this.log()?.nativeElement;
      if (log && this.#last()) {
        // Only the list is moved, never the page.
        log.scrollTop = log.scrollHeight;
      }
    });
  }

  /** Have the person come here, and see what was written last. */
  come(): void {
    this.heading()?.nativeElement.focus();
    this.#last()?.nativeElement.scrollIntoView({ block: 'nearest' });
  }

  /** A doctor says that no answer is needed. */
  protected async settle(): Promise<void> {
    this.failure.set(null);
    this.settling.set(true);
    try {
      await this.thread.see(this.subject());
      this.#messages.show(this.#texts.text('conversations.settled'));
      // The button that was pressed is gone.
      this.come();
    } catch (error) {
      this.failure.set(Failure.from(error));
    } finally {
      this.settling.set(false);
    }
  }
}
