// SPDX-License-Identifier: Apache-2.0
import {locale} from '@/texts/format';
import {t} from '@/texts';

const relative = new Intl.RelativeTimeFormat(locale, {numeric: 'auto', style: 'short'});
const length = (unit: 'second' | 'minute' | 'hour' | 'day') => {
  const isLong = unit === 'hour' || unit === 'day';
  return new Intl.NumberFormat(locale, {style: 'unit', unit, unitDisplay: isLong ? 'long' : 'short'});
};
const seconds = length('second');
const minutes = length('minute');
const hours = length('hour');
const days = length('day');
const exactly = new Intl.DateTimeFormat(locale, {dateStyle: 'medium', timeStyle: 'medium'});
const clock = new Intl.DateTimeFormat(locale, {hour: '2-digit', minute: '2-digit', hourCycle: 'h23'});
const dayAndClock = new Intl.DateTimeFormat(locale, {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** `4 min. ago`, `in 2 hr.`, `just now`. */
export function fromNow(time: string, now: number): string {
  const distance = Date.parse(time) - now;
  const size = Math.abs(distance);
  if (size < 45 * second) return t.time.now;
  if (size < hour) return relative.format(Math.round(distance / minute), 'minute');
  if (size < day) return relative.format(Math.round(distance / hour), 'hour');
  return relative.format(Math.round(distance / day), 'day');
}

/** `27 min`, until then; empty once it is past. */
export function until(time: string, now: number): string {
  const left = Date.parse(time) - now;
  if (left <= 0) return '';
  if (left < minute) return seconds.format(Math.ceil(left / second));
  if (left < 90 * minute) return minutes.format(Math.max(1, Math.round(left / minute)));
  if (left < 36 * hour) return hours.format(Math.round(left / hour));
  return days.format(Math.round(left / day));
}

/** With seconds and the date, in the reader's time zone. */
export function exact(time: string): string {
  return exactly.format(new Date(time));
}

/** `14:05` today, `22 Nov, 14:05` on another day. */
export function at(time: string, now: number): string {
  const when = new Date(time);
  const isToday = new Date(now).toDateString() === when.toDateString();
  return (isToday ? clock : dayAndClock).format(when);
}
