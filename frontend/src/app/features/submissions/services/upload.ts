import { Failure } from '../../../core/api/failure';
import { Submission } from '../../../core/api/types';
import { PictureRemark } from './picture-remarks';

/** How far a chosen picture has come. */
export type UploadState =
  | { readonly step: 'ready' }
  | { readonly step: 'queued' }
  | { readonly step: 'sending'; readonly sent: number }
  | { readonly step: 'assessing' }
  /** Kept on the device until there is a network. */
  | { readonly step: 'waiting' }
  /** The server advises against assessing it. */
  | { readonly step: 'refused'; readonly remarks: readonly PictureRemark[]; readonly insistable: boolean }
  | { readonly step: 'failed'; readonly failure: Failure; readonly final: boolean }
  | { readonly step: 'done'; readonly submission: Submission };

/** One chosen picture on its way to a result. */
export interface Upload {
  /** Made at random, once for each picture; it is also the key under which the server keeps the picture once. */
  readonly id: string;
  readonly file: File;
  /** Assess it even if it was turned away. */
  readonly force: boolean;
  /** The followed spot that it shows; null for none. */
  readonly lesion: string | null;
  /** Address of what the browser can show of it; null for a file that it cannot. */
  readonly preview: string | null;
  readonly state: UploadState;
}

/** Whether it is on its way or will go by itself. */
export function underWay({ state }: Upload): boolean {
  return state.step === 'queued' || state.step === 'sending' || state.step === 'assessing' || state.step === 'waiting';
}

/** What a refusal means for the picture; `forced` says that it was insisted on already. */
export function refusedState(failure: Failure, forced: boolean): UploadState {
  if (failure.status !== 422) {
    // The same bytes will not become a picture by being sent once more.
    return { step: 'failed', failure, final: failure.status === 415 || failure.status === 413 };
  }
  const remarks: readonly PictureRemark[] =
    failure.details.length > 1 ? failure.details : [{ code: failure.code, message: failure.message }];
  return { step: 'refused', remarks, insistable: !forced && failure.code !== 'too_small' };
}

/** Whether the server has spoken about the picture itself, which sending it once more would not change. */
export function judged(state: UploadState): boolean {
  return state.step === 'refused' || (state.step === 'failed' && state.final);
}
