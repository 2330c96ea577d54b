/**
 * Under which name the device remembers that somebody is signed in.
 *
 * The refresh cookie is invisible to scripts; this mark only says that asking for a session is worth while.
 */
export const SIGNED_IN = 'lentigo.signed-in';
