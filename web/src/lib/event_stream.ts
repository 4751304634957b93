// SPDX-License-Identifier: Apache-2.0
// One stream of events for all tabs of this browser: the tab that holds the lock has it open and
// tells the others. So neither the server's bound on streams nor HTTP/1.1's six connections run out.

export interface LiveEvent {
  /**
   * An event's type; `open`: the stream is there, and what happened before is not told; `lost`: the
   * server refused it.
   */
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
/** Among tabs alone: somebody looks at one of them. */
const seen = 'tab.seen';
const retryMs = 15_000;

interface Stream {
  stop: () => void;
  /** Somebody looks at this browser's page: a stream that gave way comes back. */
  seen: () => void;
}

/** Opens the stream, and again when the server refused it. */
function open(url: string, tell: (event: LiveEvent) => void): Stream {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let hasGivenWay = false;
  const begin = () => {
    hasGivenWay = false;
    source = new EventSource(url);
    source.onopen = () => tell({type: 'open'});
    source.onmessage = () => tell({type: 'message'});
    source.addEventListener('stream.replaced', () => {
      // This user has more streams than the server keeps. To come back at once would end another
      // one, which would come back at once: whoever is looked at next goes on.
      source?.close();
      hasGivenWay = true;
    });
    for (const type of types) source.addEventListener(type, () => tell({type}));
    source.onerror = () => {
      // The browser comes back by itself unless the answer was a refusal.
      if (source?.readyState !== EventSource.CLOSED || hasGivenWay) return;
      tell({type: 'lost'});
      timer = setTimeout(begin, retryMs);
    };
  };
  begin();
  return {
    stop: () => {
      clearTimeout(timer);
      source?.close();
    },
    seen: () => {
      if (hasGivenWay) begin();
    },
  };
}

/** Calls back each time somebody turns to this page, until the answered function is called. */
function onSeen(act: () => void): () => void {
  const look = () => {
    if (document.visibilityState === 'visible') act();
  };
  document.addEventListener('visibilitychange', look);
  window.addEventListener('focus', look);
  return () => {
    document.removeEventListener('visibilitychange', look);
    window.removeEventListener('focus', look);
  };
}

/** Calls back for every event until the answered function is called. */
export function follow(url: string, onEvent: (event: LiveEvent) => void): () => void {
  if (!('locks' in navigator) || !('BroadcastChannel' in window)) {
    const stream = open(url, onEvent);
    const forget = onSeen(stream.seen);
    return () => {
      forget();
      stream.stop();
    };
  }
  const channel = new BroadcastChannel(name);
  let stream: Stream | null = null;
  channel.onmessage = (message: MessageEvent<LiveEvent>) => {
    if (message.data.type === seen) stream?.seen();
    else onEvent(message.data);
  };
  const forget = onSeen(() => {
    stream?.seen();
    channel.postMessage({type: seen});
  });
  const ended = new AbortController();
  let close = () => {};
  const hold = () =>
    new Promise<void>((resolve) => {
      const tell = (event: LiveEvent) => {
        onEvent(event);
        channel.postMessage(event);
      };
      stream = open(url, tell);
      close = () => {
        stream?.stop();
        resolve();
      };
    });
  // Rejected when this page is left before its turn came; nothing is open then.
  navigator.locks.request(name, {signal: ended.signal}, hold).catch(() => {});
  return () => {
    forget();
    ended.abort();
    close();
    channel.close();
  };
}
