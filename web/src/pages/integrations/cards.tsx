// SPDX-License-Identifier: Apache-2.0
import {Button} from '@mantine/core';
import {useEffect, useRef, useState} from 'react';
import type {Integration} from '@/lib/status';
import {t} from '@/texts';
import {IntegrationCard} from './integration_card';
import css from './integration_card.module.css';

/** A catalogue has more than a thousand: those that matter stand first, the others come when asked for. */
const atOnce = 60;

/** The cards, and a way to those that are not drawn yet. */
export function Cards({integrations}: {integrations: Integration[]}) {
  const [most, setMost] = useState(atOnce);
  const list = useRef<HTMLUListElement>(null);
  // Where the reader goes on: the button they pressed may be gone.
  const [from, setFrom] = useState<number>();
  useEffect(() => {
    if (from !== undefined) list.current?.children[from]?.querySelector('h2')?.focus();
  }, [from]);
  const rest = integrations.length - most;
  const more = () => {
    setFrom(most);
    setMost(most + atOnce);
  };
  return (
    <>
      <ul ref={list} className={css.grid} aria-label={t.integrations.list}>
        {integrations.slice(0, most).map((one) => (
          <li key={one.offer.key}>
            <IntegrationCard integration={one} />
          </li>
        ))}
      </ul>
      {rest > 0 && (
        <Button variant="default" w="fit-content" onClick={more}>
          {t.integrations.showMore(Math.min(rest, atOnce))}
        </Button>
      )}
    </>
  );
}
