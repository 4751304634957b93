// SPDX-License-Identifier: Apache-2.0
import {t} from '@/texts';
import {Delayed} from '@/ui/delayed';
import css from './integration_card.module.css';

const bone = (width: string, height: number, top = 0) => (
  <div className={css.bone} style={{width, height, marginTop: top}} />
);

/** The shape of cards while there are none yet. */
export function Skeletons() {
  return (
    <Delayed>
      <p className="hidden">{t.integrations.loading}</p>
      <ul className={css.grid} aria-hidden>
        {[1, 2, 3, 4, 5, 6].map((one) => (
          <li key={one}>
            <div className={css.skeleton}>
              {bone('40px', 40)}
              {bone('70%', 14, 20)}
              {bone('45%', 12, 10)}
              {bone('92px', 36, 22)}
            </div>
          </li>
        ))}
      </ul>
    </Delayed>
  );
}
