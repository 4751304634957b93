// SPDX-License-Identifier: Apache-2.0
import {Button} from '@mantine/core';
import {Link} from '@tanstack/react-router';
import type {MarketSearch} from '@/lib/marketplace';
import {providerFile} from '@/lib/provider_file';
import {useCopy} from '@/lib/use_copy';
import {t} from '@/texts';
import css from './marketplace.module.css';

/** What to do where the catalogue has nothing of the kind. */
export function NotThere({search, onClear}: {search: MarketSearch; onClear: () => void}) {
  const words = t.admin.marketplace;
  const typed = search.q ?? '';
  const file = providerFile(typed);
  const {isCopied, copy} = useCopy(file);
  return (
    <section className="stack">
      <h2>{words.nothing(typed)}</h2>
      <p>{words.nothingBody}</p>
      <Button variant="default" w="fit-content" onClick={onClear}>
        {words.clear}
      </Button>
      <h2>{words.ownForm}</h2>
      <p>{words.ownFormBody}</p>
      <Button w="fit-content" renderRoot={(props) => <Link to="/admin/custom" search={{add: typed}} {...props} />}>
        {t.admin.custom.add}
      </Button>
      <h2>{words.ownFile}</h2>
      <p>{words.ownFileBody}</p>
      <pre className={css.file} tabIndex={0} aria-label={words.ownFile}>
        {file}
      </pre>
      <Button variant="default" w="fit-content" onClick={() => void copy()}>
        {isCopied ? t.copied : words.copyFile}
      </Button>
    </section>
  );
}
