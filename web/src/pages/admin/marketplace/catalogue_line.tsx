// SPDX-License-Identifier: Apache-2.0
import {memo} from 'react';
import {guides} from 'virtual:guides';
import type {Provider} from '@/api/admin';
import {categoryName} from '@/lib/find';
import type {Entry} from '@/lib/marketplace';
import {t} from '@/texts';
import {Monogram} from '@/ui/monogram';
import css from './marketplace.module.css';

interface Props {
  entry: Entry;
  /** Who has set it up; one of the environment may be replaced here. */
  setUpBy?: Provider['source'];
  onChoose: (entry: Entry) => void;
}

function State({entry, setUpBy, onChoose}: Props) {
  const {item, how, method} = entry;
  const words = t.admin.marketplace;
  if (setUpBy === 'api') return <p className="muted">{words.isSetUp}</p>;
  if (how === 'later') return <p className="muted">{words.notYet(words.kinds[method?.kind ?? ''])}</p>;
  return (
    <button type="button" className={css.set} aria-label={words.setUpOf(item.name)} onClick={() => onChoose(entry)}>
      {words.setUp}
    </button>
  );
}

/** One platform: what it is, how sure its addresses are, and the way to offer it. */
export const CatalogueLine = memo(function CatalogueLine(props: Props) {
  const {setUpBy} = props;
  const {item, how} = props.entry;
  const words = t.admin.marketplace;
  const about = [
    item.categories.map(categoryName).join(', '),
    how === 'later' ? '' : words.how[how],
    setUpBy === 'environment' && t.admin.integrations.fromEnvironment,
    item.isCustom ? words.custom : words.grades[item.grade],
    guides[item.id] && words.guided,
  ];
  return (
    <div role="listitem" className={css.line} data-catalogue={item.id}>
      <Monogram name={item.name} category={item.categories[0]} size={36} />
      <div className={css.what}>
        <h2>{item.name}</h2>
        <p className="muted">{about.filter(Boolean).join(' · ')}</p>
      </div>
      <div className={css.state}>
        <State {...props} />
      </div>
    </div>
  );
});
