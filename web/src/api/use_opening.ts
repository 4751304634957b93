// SPDX-License-Identifier: Apache-2.0
import {useCallback, useEffect, useState} from 'react';
import {remember} from '@/lib/leaving';
import {authUrlOf, type ConnectWish} from './accounts';

/** Leaving for a platform: which one is being opened, and how to open one. */
export function useOpening() {
  const [opening, setOpening] = useState<string | null>(null);

  // "Back" from the platform may bring this very page again, still saying that it opens something.
  useEffect(() => {
    const onShow = (event: PageTransitionEvent) => {
      if (event.persisted) setOpening(null);
    };
    window.addEventListener('pageshow', onShow);
    return () => window.removeEventListener('pageshow', onShow);
  }, []);

  const open = useCallback(async (wish: ConnectWish) => {
    setOpening(wish.key);
    try {
      const url = await authUrlOf(wish);
      remember({key: wish.key, connectionId: wish.connectionId});
      window.location.assign(url);
    } catch (error) {
      setOpening(null);
      throw error;
    }
  }, []);

  return {opening, open};
}
