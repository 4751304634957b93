// SPDX-License-Identifier: Apache-2.0
import {TextInput} from '@mantine/core';
import {useQuery} from '@tanstack/react-query';
import {useState} from 'react';
import {catalogueQuery} from '@/api/admin';
import {categoryName} from '@/lib/find';
import {t} from '@/texts';
import {Dialog} from '@/ui/dialog';
import {Failure} from '@/ui/failure';
import {Monogram} from '@/ui/monogram';

export interface Chosen {
  provider: string;
  name: string;
  guideUrl?: string | null;
}

interface Props {
  onChoose: (chosen: Chosen) => void;
  onClose: () => void;
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
            <button
              type="button"
              className="admin-choice"
              onClick={() => onChoose({provider: one.id, name: one.name, guideUrl: one.docsUrl})}
            >
              <Monogram name={one.name} category={one.categories[0]} size={32} />
              <span>
                {one.name}
                <br />
                <span className="muted">{one.categories.map(categoryName).join(', ')}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
