// SPDX-License-Identifier: Apache-2.0
import {TextInput} from '@mantine/core';
import {useQuery} from '@tanstack/react-query';
import {useState} from 'react';
import {catalogueQuery, type CatalogueItem} from '@/api/admin';
import {categoryName} from '@/lib/find';
import {t} from '@/texts';
import {Dialog} from '@/ui/dialog';
import {Failure} from '@/ui/failure';
import {Monogram} from '@/ui/monogram';

export interface Chosen {
  provider: string;
  name: string;
  guideUrl?: string | null;
  /** How it will be connected. */
  method?: {id: string; kind: string};
}

/** The kinds that accounts can be connected by today, and that the server takes. */
const connectable = ['oauth2_code', 'key', 'basic'];

function Line({one}: {one: CatalogueItem}) {
  const words = t.admin.integrations;
  const about = [one.categories.map(categoryName).join(', '), words.grades[one.grade]];
  return (
    <>
      <Monogram name={one.name} category={one.categories[0]} size={32} />
      <span>
        {one.name}
        <br />
        <span className="muted">{about.filter(Boolean).join(' · ')}</span>
      </span>
    </>
  );
}

interface Props {
  onChoose: (chosen: Chosen) => void;
  onClose: () => void;
}

function Choice({one, onChoose}: {one: CatalogueItem; onChoose: (chosen: Chosen) => void}) {
  const method = one.methods.find(({kind}) => connectable.includes(kind));
  if (!method)
    return (
      <div className="admin-choice">
        <Line one={one} />
        <span className="muted">{t.admin.integrations.notYet}</span>
      </div>
    );
  const chosen = {provider: one.id, name: one.name, guideUrl: one.docsUrl, method};
  return (
    <button type="button" className="admin-choice" onClick={() => onChoose(chosen)}>
      <Line one={one} />
    </button>
  );
}

/** Searches the catalogue for the platform to set up. */
export function ChooseDialog({onChoose, onClose}: Props) {
  const [query, setQuery] = useState('');
  const found = useQuery(catalogueQuery(query));
  return (
    <Dialog title={t.admin.integrations.choose} onClose={onClose}>
      <TextInput
        data-autofocus
        aria-label={t.admin.integrations.search}
        placeholder={t.admin.integrations.search}
        value={query}
        onChange={(event) => setQuery(event.currentTarget.value)}
      />
      <Failure error={found.error} />
      {found.data?.length === 0 && <p role="status">{t.admin.integrations.nothing}</p>}
      <ul className="admin-list" style={{gap: 2}}>
        {found.data?.map((one) => (
          <li key={one.id}>
            <Choice one={one} onChoose={onChoose} />
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
