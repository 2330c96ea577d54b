import { Conversation, Message } from './services/conversations';

/** A message for unit tests: of a doctor, as a patient reads it. */
export const EXAMPLE_MESSAGE: Message = {
  number: 1,
  from: 'doctor',
  mine: false,
  name: 'Dr Grey',
  text: 'Please send a sharper picture.',
  time: '2026-11-27T22:10:00.000Z',
};

/** What the server answers in unit tests, where nobody has written anything. */
export const EXAMPLE_CONVERSATION: Conversation = {
  messages: [],
  total: 0,
  unread: 0,
  open: true,
  closed_because: null,
};
