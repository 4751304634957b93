// SPDX-License-Identifier: Apache-2.0
// One stream of events for all tabs of this browser: the tab that holds the lock has it open and
// tells the others. So neither the server's bound on streams nor HTTP/1.1's six connections run out.

export interface LiveEvent {
  /** An event's type; `open` after a pause in which some may have been missed; `lost`: refused. */
  type: string;
}

const types = [
  'connection.created',
  'connection.reconnected',
  'connection.refreshed',
  'connection.expired',
  'connection.disconnected',
  'connection.changed',
  'connection.error',
  'connection.refresh_failed',
  'settings.changed',
  'notice.raised',
  'notice.cleared',
];

const name = 'fairlead-live';
const retryMs = 15_000;

/** Opens the stream, and again when the server refused it; answers how to stop. */
function open(url: string, tell: (event: LiveEvent) => void): () => void {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wasOpen = false;
  const whenSeen = () => {
    if (document.visibilityState !== 'visible') return;
    document.removeEventListener('visibilitychange', whenSeen);
    begin();
  };
  const begin = () => {
    source = new EventSource(url);
    source.onopen = () => {
      // What happened while there was no stream is not told again without an id to go on from.
      if (wasOpen) tell({type: 'open'});
      wasOpen = true;
    };
    source.onmessage = () => tell({type: 'message'});
    source.addEventListener('stream.replaced', () => {
      // This user has more streams than the server keeps: whoever is looked at goes on.
      source?.close();
      wasOpen = true;
      document.addEventListener('visibilitychange', whenSeen);
    });
    for (const type of types) source.addEventListener(type, () => tell({type}));
    source.onerror = () => {
      // The browser comes back by itself unless the answer was a refusal.
      if (source?.readyState !== EventSource.CLOSED) return;
      tell({type: 'lost'});
      wasOpen = true;
      timer = setTimeout(begin, retryMs);
    };
  };
  begin();
  return () => {
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', whenSeen);
    source?.close();
  };
}

/** Calls back for every event until the answered function is called. */
export function follow(url: string, onEvent: (event: LiveEvent) => void): () => void {
  if (!('locks' in navigator) || !('BroadcastChannel' in window)) return open(url, onEvent);
  const channel = new BroadcastChannel(name);
  channel.onmessage = (message: MessageEvent<LiveEvent>) => onEvent(message.data);
  const ended = new AbortController();
  let close = () => {};
  const asked = Date.now();
  const hold = () =>
    new Promise<void>((resolve) => {
      const stop = open(url, (event) => {
        onEvent(event);
        channel.postMessage(event);
      });
      close = () => {
        stop();
        resolve();
      };
      // Whoever takes over may have missed what the tab before it did not live to tell.
      if (Date.now() - asked > 1000) onEvent({type: 'open'});
    });
  // Rejected when this page is left before its turn came; nothing is open then.
  navigator.locks.request(name, {signal: ended.signal}, hold).catch(() => {});
  return () => {
    ended.abort();
    close();
    channel.close();
  };
}
