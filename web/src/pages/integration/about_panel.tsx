// SPDX-License-Identifier: Apache-2.0
import type {Offer} from '@/api/offers';
import {t} from '@/texts';
import {Panel} from '@/ui/panel';

function Lines({title, lines}: {title: string; lines: string[]}) {
  if (lines.length === 0) return null;
  return (
    <div>
      <h3>{title}</h3>
      <ul className="list">
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </div>
  );
}

/** What the integration is good for and what it touches. */
export function AboutPanel({offer}: {offer: Offer}) {
  const links: [string, string | null | undefined][] = [
    [t.wizard.privacy, offer.privacyUrl],
    [t.card.open(offer.name), offer.settingsUrl],
  ];
  return (
    <Panel title={t.card.about(offer.name)}>
      <Lines title={t.wizard.gives(offer.name)} lines={offer.benefits} />
      <Lines title={t.wizard.reads} lines={offer.reads} />
      <Lines title={t.wizard.writes} lines={offer.writes} />
      <p>{t.wizard.password(offer.name)}</p>
      <p className="row">
        {links.map(
          ([words, url]) =>
            url && (
              <a key={words} href={url} target="_blank" rel="noreferrer">
                {words} <span className="hidden">({t.opensNewWindow})</span>
              </a>
            ),
        )}
      </p>
    </Panel>
  );
}
