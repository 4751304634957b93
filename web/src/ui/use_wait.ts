// SPDX-License-Identifier: Apache-2.0
import {useEffect, useState} from 'react';
import {Problem} from '@/api/problem';

/** True from "too many attempts" until the wait that was named is over. */
export function useWait(error: unknown): boolean {
  const [isOver, setOver] = useState(false);
  const seconds = error instanceof Problem && error.code === 'rate_limited' ? (error.retryAfter ?? 60) : 0;
  useEffect(() => {
    setOver(false);
    const timer = setTimeout(() => setOver(true), seconds * 1000);
    return () => clearTimeout(timer);
  }, [error, seconds]);
  return seconds > 0 && !isOver;
}
